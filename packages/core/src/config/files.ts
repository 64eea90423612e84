import { existsSync, readFileSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import * as v from 'valibot'
import type { ConfigFile } from './code-file.js'
import { objectOnly } from './object-only.js'
import type { Problem } from './problems.js'
import { isWorkspaceTop } from './workspace.js'

/** What configuration files say, and what is wrong with them. */
export interface ConfigFiles {
  /** The nearest first. */
  files: ConfigFile[]
  problems: Problem[]
}

/** A configuration file that was found and not read yet. */
export interface FoundFile {
  path: string
  /** JSON is read at once; code is run, and only once something is to be done. */
  isCode: boolean
}

/** The configuration file's name where it is JSON. */
export const configFileName = 'zephyr.config.json'

/** In this order where one folder has several, which is a wrong option. */
const configNames = [configFileName, ...['mjs', 'js', 'ts', 'cjs', 'mts', 'cts'].map((end) => `zephyr.config.${end}`)]

/** The configuration files from a folder upward to the top of its repository or workspace, the nearest first. */
function findConfigFiles(from: string): { found: FoundFile[]; problems: Problem[] } {
  const found: FoundFile[] = []
  const problems: Problem[] = []
  for (let folder = resolve(from); ; folder = dirname(folder)) {
    const [first, ...others] = configNames.filter((name) => existsSync(join(folder, name)))
    if (first) found.push({ path: join(folder, first), isCode: !first.endsWith('.json') })
    if (first && others.length > 0)
      problems.push({
        option: first,
        source: folder,
        given: [first, ...others].join(' and '),
        expected: 'one configuration file in a folder',
      })
    if (isTop(folder) || dirname(folder) === folder) return { found, problems }
  }
}

/** Reads the JSON files that stand from a folder upward. Files of code are left out: `loadConfigFiles` runs them. */
export function readJsonFiles(from: string): ConfigFiles {
  const { found, problems } = findConfigFiles(from)
  const files = found.filter(({ isCode }) => !isCode).map(({ path }) => readJsonFile(path, problems))
  return { files, problems }
}

/** Reads every configuration file from a folder upward, and runs the ones that are code. */
export async function loadConfigFiles(from: string): Promise<ConfigFiles> {
  const { found, problems } = findConfigFiles(from)
  const files: ConfigFile[] = []
  for (const { path, isCode } of found) {
    files.push(
      isCode ? await (await import('./code-file.js')).loadCodeFile(path, problems) : readJsonFile(path, problems),
    )
  }
  return { files, problems }
}

function readJsonFile(path: string, problems: Problem[]): ConfigFile {
  try {
    const text = readFileSync(path, 'utf8').replace(/^\uFEFF/, '')
    return { path, folder: dirname(path), values: v.parse(objectOnly, JSON.parse(text)) }
  } catch (error) {
    // JSON.parse quotes the text around the error, which may be a secret's.
    const message = error instanceof Error ? error.message : String(error)
    const quoted = message.search(/, (\.\.\.)?"/)
    problems.push({
      option: basename(path),
      source: path,
      given: quoted === -1 ? message : message.slice(0, quoted),
      expected: 'one JSON object with options, without comments',
    })
    return { path, folder: dirname(path), values: {} }
  }
}

/** Whether a folder is the top of a repository or workspace; the reporters' gate repeats this rule, because it imports nothing. */
const isTop = (folder: string) => existsSync(join(folder, '.git')) || isWorkspaceTop(folder)
