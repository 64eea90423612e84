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
  /** Where it is known already, as in a shard's file; else it comes from project and file. */
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

/** One {@link Named} after another, with the identity each gets; the order given in does not matter. */
export function identify<T extends Named>(tests: Iterable<T>, options: NamingOptions): Map<T, Identity> {
  return new Map(identified(tests, options).map(({ test, packageName, name }) => [test, { packageName, name }]))
}

/** A test with its identity. */
export interface Identified<T> extends Identity {
  test: T
}

/**
 * As {@link identify}, in one list: by package, and within it by definition.
 *
 * A run may have a million tests: a map by object would take as much memory as all the rest.
 */
export function identified<T extends Named>(tests: Iterable<T>, options: NamingOptions): Identified<T>[] {
  const placeOf = places(options)
  const drafts = Array.from(tests, (test) => draft(test, placeOf(test), options))
  drafts.sort(byDefinition)
  /** In each scope, how often each name was given, as it will stand in the file. */
  const scopes = new Map<string, Map<string, number>>()
  for (const { packageName, name } of drafts) namesIn(scopes, scopeOf(packageName, options)).set(name, 0)
  for (const draft of drafts) {
    const { test, name, packageName } = draft
    const names = namesIn(scopes, scopeOf(packageName, options))
    let count = (names.get(name) ?? 0) + 1
    if (count > 1) {
      const title = wholeTitle(test, packageName, options)
      // A title that spells a number itself ("adds (2)") keeps it; the duplicate takes the next one free.
      while (names.has(numbered(title, count, test))) count++
      draft.name = numbered(title, count, test)
    }
    names.set(name, count)
  }
  return drafts
}

function namesIn(scopes: Map<string, Map<string, number>>, scope: string): Map<string, number> {
  let names = scopes.get(scope)
  if (!names) {
    names = new Map()
    scopes.set(scope, names)
  }
  return names
}

/** Within what names must differ. */
function scopeOf(packageName: string, { createPackage = true }: NamingOptions): string {
  return createPackage ? packageName : ''
}

function draft<T extends Named>(test: T, { packageName, path }: Place, options: NamingOptions): Draft<T> {
  return { test, packageName, path, name: numbered(wholeTitle(test, packageName, options), 1, test) }
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
  const clean = cleanName(title)
  return /[^\S ]| {2}|^ | $/.test(clean) ? clean.replace(/\s+/g, ' ').trim() : clean
}

interface Place {
  packageName: string
  path: string
}

/** Where a test is; worked out once for all tests of a file and project. */
function places(options: NamingOptions): (test: Named) => Place {
  const { root } = options
  const groups = new Map<string, Map<string | undefined, Place>>()
  return ({ file, project, environment, packageName }) => {
    if (packageName !== undefined) return { packageName, path: pathFrom(root, file) }
    const group = environment ? `${environment}\0${project}` : (project ?? '')
    const files = groups.get(group) ?? new Map<string | undefined, Place>()
    groups.set(group, files)
    const place = files.get(file) ?? {
      packageName: packageOf({ file, project, environment }, options),
      path: pathFrom(root, file),
    }
    files.set(file, place)
    return place
  }
}

interface Draft<T> extends Identified<T> {
  path: string
}

/** Type checks come last in their package: whether types are checked too must not change the name of a run. */
function byDefinition(a: Draft<Named>, b: Draft<Named>): number {
  return (
    compareText(a.packageName, b.packageName) ||
    Number(a.test.typeCheck ?? false) - Number(b.test.typeCheck ?? false) ||
    compareText(a.path, b.path) ||
    comparePositions(a.test.position, b.test.position)
  )
}

/** As a shard's file spells it: the folder that holds the root decides nothing. */
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
