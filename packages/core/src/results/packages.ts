import { realpathSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import type { TestResult } from './model.js'
import { cleanName } from './text.js'

/** What decides a test's package, beside the test itself. */
export interface PackageOptions {
  /** Absolute path of the folder from which packages count. */
  root: string
  /** The runner: the last segment of the package of what belongs to no file. */
  runner: string
  /**
   * Absolute path of the runner's own root: the path before the runner in the package of what belongs to no file.
   * @default root
   */
  runnerRoot?: string
  /** Segments in front of project and path, `/` between them. */
  packagePrefix?: string
}

/** `m.obile` and `tests/v1.2/login.spec.ts` become `m_obile.tests.v1_2.login`. */
export function packageOf(
  { file, project, environment }: Pick<TestResult, 'file' | 'project' | 'environment'>,
  options: PackageOptions,
): string {
  const { root, runner, runnerRoot = root, packagePrefix } = options
  const path = file === undefined ? [...way(root, runnerRoot), runner] : fileSegments(file, root)
  const front = [...(packagePrefix?.split('/') ?? []), environment, project].filter(
    (segment) => segment !== undefined && segment !== '',
  )
  return [...front, ...path].map((segment = '') => cleanName(segment).replaceAll('.', '_') || '_').join('.')
}

function fileSegments(file: string, root: string): string[] {
  // Where a backslash is no separator, a file's own name may hold one; another machine's path does.
  const own = split(basename(file))
  return [...way(root, dirname(file)), ...own.slice(0, -1), withoutSuffix(own.at(-1) ?? file)]
}

/**
 * The path from one folder to another: `_` for each folder up to the nearest that both share, then one segment per
 * folder down. Without the `_`, `../a.test.js` and `../../a.test.js` would share a package.
 */
function way(from: string, to: string): string[] {
  const start = split(realFolder(from))
  const end = split(realFolder(to))
  let common = 0
  while (common < start.length && common < end.length && start[common] === end[common]) common++
  const up = start.slice(common).map(() => '_')
  const down = end.slice(common)
  // A folder that is really called `_` must not read as a way up.
  return up.length > 0 ? [...up, ...down.map((folder) => folder.replace(/^[_.]+$/, '_$&'))] : down
}

const split = (path: string) => path.split(/[\\/]/).filter((segment) => segment !== '')

function withoutSuffix(base: string): string {
  const bare = base.replace(/\.[^.]+$/, '') || base
  return bare.replace(/\.(test|spec|e2e|cy)$/, '') || bare
}

const realFolders = new Map<string, string>()

/** The folder behind any symbolic link, so that one suite has one name whichever path leads to it. */
function realFolder(folder: string): string {
  let real = realFolders.get(folder)
  if (real === undefined) {
    real = resolveLinks(folder)
    realFolders.set(folder, real)
  }
  return real
}

function resolveLinks(folder: string): string {
  try {
    return realpathSync(folder)
  } catch {
    // Not on this machine (the file of another shard, a deleted folder): the nearest parent that is.
    const parent = dirname(folder)
    return parent === folder ? folder : join(resolveLinks(parent), basename(folder))
  }
}
