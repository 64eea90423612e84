import { createHash } from 'node:crypto'
import { realpathSync } from 'node:fs'
import { basename, dirname, isAbsolute, join, relative } from 'node:path'
import type { TestResult } from './model.js'
import { cleanName } from './text.js'

// Zephyr finds an existing test case by exactly its name within its folder, cuts names of 255 characters and more, and
// drops a record without a name (zephyr-facts): so names must be unique in their package, short, and the same every run.

/** Zephyr's longest name in characters (UTF-16 units, as Java counts them). */
export const longestName = 254

/** What Zephyr knows a test case by. */
export interface Identity {
  /** `classname`: with `createPackage` one folder per segment. */
  packageName: string
  name: string
}

/** What a name is made of: the part of a test that does not change from run to run. */
export type Named = Pick<TestResult, 'file' | 'project' | 'titles' | 'position'> & {
  /** Where it is known already, as in a shard's file; else it comes from project and file. */
  packageName?: string
}

/** One {@link Named} after another, with the identity each gets; the order given in does not matter. */
export function identify<T extends Named>(tests: Iterable<T>, options: NamingOptions): Map<T, Identity> {
  const placeOf = places(options)
  const drafts = Array.from(tests, (test) => draft(test, placeOf(test), options))
  drafts.sort(byDefinition)
  /** In each scope, how often each name was given, as it will stand in the file. */
  const scopes = new Map<string, Map<string, number>>()
  for (const { scope, fitted } of drafts) {
    const names = scopes.get(scope)
    if (names) names.set(fitted, 0)
    else scopes.set(scope, new Map([[fitted, 0]]))
  }
  const identities = new Map<T, Identity>()
  for (const { test, packageName, scope, name, fitted } of drafts) {
    const names = scopes.get(scope)
    let count = (names?.get(fitted) ?? 0) + 1
    let own = fitted
    if (count > 1) {
      // A title that spells a number itself ("adds (2)") keeps it; the duplicate takes the next one free.
      while (names?.has(fitName(`${name} (${count})`))) count++
      own = fitName(`${name} (${count})`)
    }
    names?.set(fitted, count)
    identities.set(test, { packageName, name: own })
  }
  return identities
}

export interface NamingOptions {
  /** Absolute path of the folder from which packages count. */
  root: string
  /** The runner: the package of what belongs to no file. */
  runner: string
  /** Off: all records land in one folder, so the package goes into the name. Default true. */
  createPackage?: boolean
}

function draft<T extends Named>(test: T, { packageName, path }: Place, { createPackage = true }: NamingOptions) {
  const title = cleanName(test.titles.join(' > '))
  const name = title.trim() === '' ? '(no title)' : title
  const whole = createPackage ? name : `${packageName} > ${name}`
  return { test, packageName, scope: createPackage ? packageName : '', name: whole, fitted: fitName(whole), path }
}

interface Place {
  packageName: string
  path: string
}

/** Where a test is; worked out once for all tests of a file and project. */
function places({ root, runner }: NamingOptions): (test: Named) => Place {
  const projects = new Map<string | undefined, Map<string | undefined, Place>>()
  return ({ file, project, packageName }) => {
    if (packageName !== undefined) return { packageName, path: pathFrom(root, file) }
    const files = projects.get(project) ?? new Map<string | undefined, Place>()
    projects.set(project, files)
    const place = files.get(file) ?? {
      packageName: packageOf({ file, project }, root, runner),
      path: pathFrom(root, file),
    }
    files.set(file, place)
    return place
  }
}

type Draft = ReturnType<typeof draft<Named>>

function byDefinition(a: Draft, b: Draft): number {
  return (
    compareText(a.packageName, b.packageName) ||
    compareText(a.path, b.path) ||
    comparePositions(a.test.position, b.test.position)
  )
}

/** As a shard's file tells it: the folder that holds the root decides nothing. */
const pathFrom = (root: string, file = '') => (isAbsolute(file) ? relative(root, file) : file).replaceAll('\\', '/')

const compareText = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)

function comparePositions(a: readonly number[], b: readonly number[]): number {
  for (let i = 0; i < Math.max(a.length, b.length); i++) {
    const difference = (a[i] ?? 0) - (b[i] ?? 0)
    if (difference !== 0) return difference
  }
  return 0
}

/** Cuts what Zephyr would cut, and ends it in a hash of the whole so that two long names stay two. */
export function fitName(name: string): string {
  if (name.length <= longestName) return name
  const hash = createHash('sha256').update(name).digest('hex').slice(0, 12)
  // A surrogate pair must not be cut in half.
  return `${name.slice(0, longestName - hash.length - 1).replace(/[\uD800-\uDBFF]$/, '')}~${hash}`
}

/** `m.obile` and `tests/v1.2/login.spec.ts` become `m_obile.tests.v1_2.login`. */
export function packageOf({ file, project }: Pick<Named, 'file' | 'project'>, root: string, runner: string): string {
  const segments = file === undefined ? [runner] : fileSegments(file, root)
  if (project) segments.unshift(project)
  return segments.map((segment) => cleanName(segment).replaceAll('.', '_') || '_').join('.')
}

function fileSegments(file: string, root: string): string[] {
  const from = split(realFolder(root))
  const folder = split(realFolder(dirname(file)))
  let common = 0
  while (common < from.length && common < folder.length && from[common] === folder[common]) common++
  // Where a backslash is no separator, a file's own name may hold one; another machine's path does.
  const own = split(basename(file))
  return [...folder.slice(common), ...own.slice(0, -1), withoutSuffix(own.at(-1) ?? file)]
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
