import { existsSync } from 'node:fs'
import { dirname, join, normalize, posix, relative, win32 } from 'node:path'
import type { FullConfig } from '@playwright/test/reporter'

/** Maps a run's paths to this machine. */
export interface RunFolders {
  /** The configuration file's folder: packages count from it. */
  root: string
  /** @returns the path on this machine of a path that Playwright reported. */
  here(file: string): string
}

/**
 * @param configDir Folder of the configuration file; the working directory where there is none.
 * @param merging In `merge-reports`, which without `-c` knows no configuration file, and where paths may be another
 * machine's.
 */
export function runFolders(
  { configFile, rootDir }: Pick<FullConfig, 'configFile' | 'rootDir'>,
  configDir: string,
  merging: boolean,
): RunFolders {
  const folder = configFile ? dirname(configFile) : configDir
  if (!merging) return { root: folder, here: (file) => file }

  const known = new Map<string, string>()
  const here = (file: string) => {
    const found = known.get(file) ?? foundHere(file, folder, rootDir)
    known.set(file, found)
    return found
  }
  return { root: configFile ? folder : configFolder(here(rootDir), configDir), here }
}

/** The file itself, or the one below the folder whose path ends alike; else as if the folder were the tests' own. */
function foundHere(file: string, folder: string, rootDir: string): string {
  if (existsSync(file)) return normalize(file)
  const names = file.split(/[\\/]/).filter(Boolean)
  const ends = names.map((_, index) => join(folder, ...names.slice(index)))
  const path = /^([A-Za-z]:)?\\/.test(rootDir) ? win32 : posix
  const way = path.relative(rootDir, file)
  return ends.find((end) => existsSync(end)) ?? (isOut(way) ? file : join(folder, ...way.split(path.sep)))
}

/** By a configuration file above the tests, else the working directory. */
function configFolder(testDir: string, configDir: string): string {
  for (let folder = testDir; ; folder = dirname(folder)) {
    if (configNames.some((name) => existsSync(join(folder, name)))) return folder
    if (dirname(folder) === folder) return isInside(testDir, configDir) ? configDir : testDir
  }
}

const configNames = ['ts', 'js', 'mts', 'mjs', 'cts', 'cjs'].map((extension) => `playwright.config.${extension}`)

export const isInside = (file: string, folder: string) => !isOut(relative(folder, file))

const isOut = (way: string) => /^\.\.([\\/]|$)/.test(way) || posix.isAbsolute(way) || win32.isAbsolute(way)
