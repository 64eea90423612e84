import { ResultFileError } from '@zephyr-reporters/parser-template'
import type { Outcome } from '../results/model.js'
import type { Occurrence } from './occurrence.js'

// Test cases of one name and package in files of other tools: tests of their own, which are numbered, or attempts of one
// test, of which one counts. Numbers come from what the files say of a test (its file, its suite, its line), never from
// the order in which files were given or tests ended: such orders change from run to run, and with them the records.

/** What becomes of several test cases of one name and package: numbered, or attempts of which one counts. */
export type SameName = 'number' | 'last' | 'best' | 'worst'

/** One test of the merged file, and the attempts it stands for. */
export interface ChosenTest {
  chosen: Occurrence
  /** All its attempts, itself among them. */
  attempts: readonly Occurrence[]
}

/** Red attempts that a later or better one stands for. */
export interface CoveredAttempts {
  packageName: string
  name: string
  /** How many of how many attempts failed and do not count. */
  red: number
  attempts: number
  counted: Outcome
}

/**
 * Which of the test cases of one name count, in the order of their numbers.
 *
 * @param name for messages
 * @throws ResultFileError where `last` is asked for and nothing says which attempt that is
 */
export function chooseTests(all: readonly Occurrence[], sameName: SameName, name: string): ChosenTest[] {
  const tests: ChosenTest[] = []
  for (const attempts of groupedBy(all, testKey).values()) {
    if (sameName !== 'number') tests.push({ chosen: chosenOf(attempts, sameName, name), attempts })
    else if (attempts[0]?.tool === 'bun') tests.push(...testsOfBun(attempts))
    else tests.push(...attempts.map((each) => ({ chosen: each, attempts: [each] })))
  }
  return tests.sort(byIdentity(tests))
}

const testKey = ({ testFile, line }: Occurrence) => `${line} ${testFile}`

/**
 * Bun writes each attempt of a test that it retries as a test case of its own: red ones, until one passes. So a test
 * ends with its first pass, and what follows in that file is another test.
 */
function testsOfBun(occurrences: readonly Occurrence[]): ChosenTest[] {
  const tests: ChosenTest[] = []
  for (const inFile of groupedBy(occurrences, ({ file }) => file).values()) {
    let attempts: Occurrence[] = []
    for (const each of inFile) {
      attempts.push(each)
      if (each.outcome === 'passed' || each === inFile.at(-1)) {
        tests.push({ chosen: each, attempts })
        attempts = []
      }
    }
  }
  return tests
}

function chosenOf(attempts: readonly Occurrence[], sameName: 'last' | 'best' | 'worst', name: string): Occurrence {
  if (sameName === 'last') return lastOf(attempts, name)
  const wanted = sameName === 'best' ? 'passed' : 'failed'
  const chosen = attempts.findLast(({ outcome }) => outcome === wanted) ?? attempts.at(-1)
  if (!chosen) throw new Error('No attempt to choose from.')
  return chosen
}

function lastOf(attempts: readonly Occurrence[], name: string): Occurrence {
  const last = lastByTime(attempts) ?? lastInOneFile(attempts)
  if (last) return last
  const files = [...new Set(attempts.map(({ path }) => path))].join(', ')
  throw new ResultFileError(
    `sameName is "last", but nothing says which attempt of "${name}" was the last: its ${attempts.length} attempts stand in ${files} without comparable time stamps. Set ZEPHYR_SAME_NAME to best, worst or number, or give one of the files.`,
  )
}

/** The one with the latest time stamp; of several in one file with that stamp, the last. */
function lastByTime(attempts: readonly Occurrence[]): Occurrence | undefined {
  const times = attempts.map(({ timestamp }) => timeOf(timestamp))
  const kinds = new Set(times.map((time) => time?.kind))
  if (kinds.size > 1 || kinds.has(undefined)) return undefined
  const latest = times.reduce((most, time) => Math.max(most, time?.at ?? 0), Number.NEGATIVE_INFINITY)
  return lastInOneFile(attempts.filter((_, index) => times[index]?.at === latest))
}

function lastInOneFile(attempts: readonly Occurrence[]): Occurrence | undefined {
  return new Set(attempts.map(({ file }) => file)).size === 1 ? attempts.at(-1) : undefined
}

/** A time with its zone and one without cannot be compared. */
const zone = /(?:Z|[+-]\d\d:?\d\d|GMT|UTC)$/

function timeOf(timestamp: string): { at: number; kind: 'zone' | 'no zone' } | undefined {
  const at = timestamp.trim() === '' ? Number.NaN : Date.parse(timestamp)
  return Number.isNaN(at) ? undefined : { at, kind: zone.test(timestamp.trim()) ? 'zone' : 'no zone' }
}

/** Sorts by what the files say of a test. Where they say nothing, failed ones come first, so that equal results give equal records. */
function byIdentity(tests: readonly ChosenTest[]): (a: ChosenTest, b: ChosenTest) => number {
  const redBlocks = new Set(
    tests.filter(({ chosen }) => chosen.outcome === 'failed').map(({ chosen }) => blockOf(chosen)),
  )
  const rank = (one: Occurrence) => (redBlocks.has(blockOf(one)) ? 0 : 1)
  return ({ chosen: a }, { chosen: b }) =>
    compareIdentity(a, b) || (blockOf(a) === blockOf(b) ? 0 : rank(a) - rank(b) || a.file - b.file) || a.index - b.index
}

function compareIdentity(a: Occurrence, b: Occurrence): number {
  return (
    compareText(a.testFile, b.testFile) ||
    compareText(a.suitePath, b.suitePath) ||
    compareText(stablePath(a.path), stablePath(b.path)) ||
    a.line - b.line
  )
}

const compareText = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)

/** The suite or file within which test cases stand in the order of their definition. jest-junit writes its suites in the order in which test files ended. */
const blockOf = ({ tool, file, suite }: Occurrence) => (tool === 'jest-junit' ? `suite ${suite}` : `file ${file}`)

/**
 * Whether nothing in the files distinguishes two of the tests: then their numbers may change with their outcomes.
 */
export function isAmbiguous(tests: readonly ChosenTest[]): boolean {
  return tests.some(({ chosen }, index) => {
    const next = tests[index + 1]?.chosen
    return next !== undefined && compareIdentity(chosen, next) === 0 && blockOf(chosen) !== blockOf(next)
  })
}

/** A path without what changes from run to run: hashes, time stamps, process ids. */
const stablePath = (path: string) => path.replaceAll('\\', '/').replace(/[0-9a-f]{8,}|\d{5,}/gi, '')

/**
 * The number of each test: the first keeps its name, the next is ` (2)`, unless another test spells that name itself.
 *
 * @param isTaken whether another test spells the name with this number
 */
export function numbersOf(tests: readonly ChosenTest[], isTaken: (number: number) => boolean): number[] {
  let number = 1
  return tests.map((_, index) => {
    if (index > 0)
      do number++
      while (isTaken(number))
    return number
  })
}

/** The name of the first, second, … test case of one name. */
export const numberedName = (name: string, number: number) => (number > 1 ? `${name} (${number})` : name)

/** What a chosen test stands for besides itself: whether there are other attempts, and how many of them failed. */
export function coversOf({ chosen, attempts }: ChosenTest): { failed: number } | undefined {
  if (attempts.length === 1) return undefined
  return { failed: attempts.filter((each) => each !== chosen && each.outcome === 'failed').length }
}

function groupedBy<T, K>(all: readonly T[], keyOf: (one: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>()
  for (const one of all) {
    const group = groups.get(keyOf(one))
    if (group) group.push(one)
    else groups.set(keyOf(one), [one])
  }
  return groups
}
