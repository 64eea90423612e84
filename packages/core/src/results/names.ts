import { createHash } from 'node:crypto'
import { isAbsolute, relative } from 'node:path'
import type { TestResult } from './model.js'
import { type PackageOptions, packageOf } from './packages.js'
import { cleanName } from './text.js'

// Zephyr finds an existing test case by exactly its name within its folder, cuts names of 255 characters and more, and
// drops a record without a name (docs/zephyr.md): so names must be unique in their package, short, and equal in every run.

/** Zephyr's longest name in characters (UTF-16 units, as Java counts them). */
export const longestName = 254

/** What Zephyr knows a test case by. */
export interface Identity {
  /** `classname`: with `createPackage` one folder per segment. */
  packageName: string
  name: string
}

/** What a name is made of: the part of a test that does not change from run to run. */
export type Named = Pick<TestResult, 'file' | 'project' | 'environment' | 'titles' | 'position' | 'typeCheck'> & {
  /** Set where a shard's file gives it; `undefined`: made of project and file. */
  packageName?: string
}

/** How a test’s place and titles become a package and a name. */
export interface NamingOptions extends PackageOptions {
  /**
   * `false`: all records land in one folder, so the package stands in front of the name.
   * @default true
   */
  createPackage?: boolean
}

/** Gives each test its package and name; the order in which the tests are given does not matter. */
export function identify<T extends Named>(tests: Iterable<T>, options: NamingOptions): Map<T, Identity> {
  const identities = new Map<T, Identity>()
  for (const { packageName, tests: list, names } of namedPackages(tests, options))
    for (const [index, test] of list.entries()) identities.set(test, { packageName, name: names[index] ?? '' })
  return identities
}

/** The tests of one package in the order of their definition. */
export interface NamedPackage<T> {
  packageName: string
  tests: readonly T[]
  /** The name of each of `tests`, at its index. */
  names: readonly string[]
}

/**
 * As {@link identify}, package by package in the order of their names.
 *
 * A run may have a million tests: names are made when their package is asked for, and no object is made for a test.
 */
export function* namedPackages<T extends Named>(
  tests: Iterable<T>,
  options: NamingOptions,
): Generator<NamedPackage<T>> {
  const packages = grouped(tests, options)
  if (options.createPackage ?? true) {
    for (const { packageName, tests: list } of packages)
      yield { packageName, tests: list, names: uniqueNames([{ packageName, tests: list }], options) }
    return
  }
  // All records land in one folder: whether a name is taken is known when all packages are.
  const names = uniqueNames(packages, options)
  let start = 0
  for (const { packageName, tests: list } of packages) {
    yield { packageName, tests: list, names: names.slice(start, start + list.length) }
    start += list.length
  }
}

type Package<T> = Omit<NamedPackage<T>, 'names'>

/** Names of all tests of the packages, in their order; they differ within the packages given. */
function uniqueNames<T extends Named>(packages: readonly Package<T>[], options: NamingOptions): string[] {
  const names: string[] = []
  for (const { packageName, tests } of packages)
    for (const test of tests) names.push(numbered(wholeTitle(test, packageName, options), 1, test))
  if (new Set(names).size < names.length) numberDuplicates(names, packages, options)
  return names
}

function numberDuplicates<T extends Named>(names: string[], packages: readonly Package<T>[], options: NamingOptions) {
  /** How often each name was given, as it will stand in the file. */
  const counts = new Map(names.map((name) => [name, 0]))
  let index = 0
  for (const { packageName, tests } of packages) {
    for (const test of tests) {
      const name = names[index] ?? ''
      let count = (counts.get(name) ?? 0) + 1
      if (count > 1) {
        const title = wholeTitle(test, packageName, options)
        // A title that spells a number itself ("adds (2)") keeps it; the duplicate takes the next one free.
        while (counts.has(numbered(title, count, test))) count++
        names[index] = numbered(title, count, test)
      }
      counts.set(name, count)
      index++
    }
  }
}

function wholeTitle({ titles }: Named, packageName: string, { createPackage = true }: NamingOptions): string {
  const title = oneLine(titles.length === 1 ? (titles[0] ?? '') : titles.join(' > ')) || '(no title)'
  return createPackage ? title : `${packageName} > ${title}`
}

/** A type check is another record than the test's run, and has numbers of its own. */
function numbered(name: string, count: number, { typeCheck }: Named): string {
  const marked = count > 1 ? `${name} (${count})` : name
  return fitName(typeCheck ? `${marked} [type check]` : marked)
}

/** Runs of white space become one blank, none at the ends. */
function oneLine(title: string): string {
  if (plainTitle.test(title)) return title
  const clean = cleanName(title)
  return /[^\S ]| {2}|^ | $/.test(clean) ? clean.replace(/\s+/g, ' ').trim() : clean
}

/** Printable ASCII (but for `$`) with single blanks between: nothing to clean, as in most titles. */
const plainTitle = /^[!-#%-~]+(?: [!-#%-~]+)*$/

/** Tests of one package and path, runs and type checks apart. */
interface FileTests<T> {
  path: string
  runs: T[]
  typeChecks: T[]
}

/**
 * Packages by name, with their tests by definition. Type checks come last in their package: whether types are checked too
 * must not change the name of a run.
 */
function grouped<T extends Named>(tests: Iterable<T>, options: NamingOptions): Package<T>[] {
  const packages = new Map<string, Map<string, FileTests<T>>>()
  const filesAt = places(options, (packageName, path): FileTests<T> => {
    const files = getOrAdd(packages, packageName, () => new Map<string, FileTests<T>>())
    return getOrAdd(files, path, () => ({ path, runs: [], typeChecks: [] }))
  })
  for (const test of tests) {
    const { runs, typeChecks } = filesAt(test)
    if (test.typeCheck) typeChecks.push(test)
    else runs.push(test)
  }
  return Array.from(packages, ([packageName, byPath]) => {
    const files = [...byPath.values()].sort((a, b) => compareText(a.path, b.path))
    const lists = [...files.map(({ runs }) => runs), ...files.map(({ typeChecks }) => typeChecks)].filter(
      ({ length }) => length > 0,
    )
    for (const list of lists) list.sort((a, b) => comparePositions(a.position, b.position))
    const [only = [], ...others] = lists
    return { packageName, tests: others.length === 0 ? only : lists.flat() }
  }).sort((a, b) => compareText(a.packageName, b.packageName))
}

function getOrAdd<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const known = map.get(key)
  if (known !== undefined) return known
  const made = make()
  map.set(key, made)
  return made
}

/** What belongs to a test's package and path; worked out once for all tests of a file and project. */
function places<P>(options: NamingOptions, make: (packageName: string, path: string) => P): (test: Named) => P {
  const { root } = options
  const groups = new Map<string, Map<string | undefined, P>>()
  let last: Named | undefined
  let lastPlace: P | undefined
  return (test) => {
    const { file, project, environment, packageName } = test
    if (packageName !== undefined) return make(packageName, pathFrom(root, file))
    // Tests come file by file.
    if (lastPlace && last?.file === file && last?.project === project && last?.environment === environment)
      return lastPlace
    const group = environment ? `${environment}\0${project}` : (project ?? '')
    const files = getOrAdd(groups, group, () => new Map<string | undefined, P>())
    last = test
    lastPlace = getOrAdd(files, file, () =>
      make(packageOf({ file, project, environment }, options), pathFrom(root, file)),
    )
    return lastPlace
  }
}

/** The file's path from the root, with `/`, as a shard's file spells it: where the root itself lies changes no name. */
const pathFrom = (root: string, file = '') => (isAbsolute(file) ? relative(root, file) : file).replaceAll('\\', '/')

const compareText = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)

function comparePositions(a: readonly number[], b: readonly number[]): number {
  for (let i = 0; i < Math.max(a.length, b.length); i++) {
    const difference = (a[i] ?? 0) - (b[i] ?? 0)
    if (difference !== 0) return difference
  }
  return 0
}

/** Hexadecimal digits: 48 bits, so that no two cut names of a run share them. */
const hashLength = 12

/** Cuts what Zephyr would cut, and ends it in a hash of the whole so that two long names stay two. */
export function fitName(name: string): string {
  if (name.length <= longestName) return name
  const hash = createHash('sha256').update(name).digest('hex').slice(0, hashLength)
  // A surrogate pair must not be cut in half.
  return `${name.slice(0, longestName - hash.length - 1).replace(/[\uD800-\uDBFF]$/, '')}~${hash}`
}
