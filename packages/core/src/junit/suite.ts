import { relative } from 'node:path'
import { linksOf } from '../results/links.js'
import type { TestResult, TestRun } from '../results/model.js'
import { type Identity, type NamedPackage, type NamingOptions, namedPackages } from '../results/names.js'
import { cleanName } from '../results/text.js'
import { type Counts, count } from './counts.js'
import { caseElement, passedCase, suiteStart } from './element.js'
import { shardCase, shardSuite } from './shard.js'
import type { WriteOptions, WrittenAttachments } from './write-types.js'

/** What all suites of a file have in common. */
export interface SuiteFrame {
  run: Omit<TestRun, 'tests' | 'files'>
  options: WriteOptions
}

/** What is noticed while suites are written. */
export interface Noticed {
  counts: Counts
  attachments: WrittenAttachments[]
  /** Keyed by text and file: each is reported once. */
  wrong: Map<string, WrongRequirement>
}

/** A requirement that Zephyr cannot link. */
export interface WrongRequirement {
  text: string
  file?: string
  /** The first test that has it; a docblock gives it to every test of its file. */
  title: string
  others: number
}

/** How tests get their package and name. */
export const namingOf = ({ run, options }: SuiteFrame): NamingOptions => ({
  root: run.packageRoot ?? run.root,
  runner: run.runner,
  runnerRoot: run.root,
  packagePrefix: options.packagePrefix,
  createPackage: options.createPackage ?? true,
})

/** The tests, with their links as Zephyr can read them, package by package. */
export function linkedPackages(
  tests: Iterable<TestResult>,
  frame: SuiteFrame,
  wrong: Noticed['wrong'],
): Generator<NamedPackage<TestResult>> {
  return namedPackages(linkedTests(tests, frame, wrong), namingOf(frame))
}

/** A suite's text, piece by piece; nothing where none of its tests is shown. */
export function* suiteTexts(suite: NamedPackage<TestResult>, frame: SuiteFrame, noticed: Noticed): Generator<string> {
  const { packageName, tests, names } = suite
  const { run, options } = frame
  const { skipped = 'omit' } = options
  const root = run.packageRoot ?? run.root
  const shown = countSuite(suite, noticed.counts, skipped)
  if (shown.tests === 0 && !run.shard) return
  yield suiteStart(suiteAttributes(shown, run.startedAt), run.shard ? shardSuite(tests, root, skipped) : [])
  let index = 0
  for (const test of tests) {
    const name = names[index++] ?? ''
    if (!isShown(test, skipped)) continue
    yield element(test, { packageName, name }, run.shard && root)
    if (hasAttachments(test, options))
      noticed.attachments.push({ packageName, name, files: [...(test.attachments ?? [])] })
  }
  yield '</testsuite>\n'
}

function hasAttachments({ attachments, outcome, flaky }: TestResult, { attachments: which = 'none' }: WriteOptions) {
  if (which === 'none' || !attachments?.length) return false
  return which === 'all' || outcome === 'failed' || flaky === true
}

function* linkedTests(
  tests: Iterable<TestResult>,
  { run, options }: SuiteFrame,
  wrong: Noticed['wrong'],
): Generator<TestResult> {
  const root = run.packageRoot ?? run.root
  for (const test of tests) yield linked(test, root, options, wrong)
}

function linked(
  test: TestResult,
  root: string,
  { titleLinks }: WriteOptions,
  allWrong: Map<string, WrongRequirement>,
): TestResult {
  if (!titleLinks && !test.requirements?.length && !test.tags?.length) return test
  const { wrong, ...links } = linksOf(test, titleLinks)
  for (const text of wrong) {
    const key = `${text}\0${test.file}`
    const known = allWrong.get(key)
    if (known) known.others++
    else {
      const file = test.file && relative(root, test.file)
      allWrong.set(key, { text, file, title: test.titles.join(' > '), others: 0 })
    }
  }
  return { ...test, ...links }
}

/** A wrong requirement as the user reads of it. */
export function warningOf({ text, file, title, others }: WrongRequirement): string {
  const more = others > 0 ? `, and ${others} more` : ''
  const where = file ? ` (${file})` : ''
  return `"${cleanName(text)}" is no requirement that Zephyr can link: ID_ and a number, or AltID_ and an id without a second "_". Test: ${cleanName(title)}${more}${where}`
}

const isShown = ({ outcome }: TestResult, skipped: 'omit' | 'include') => outcome !== 'notRun' || skipped === 'include'

/** What a suite's start tag says of its test cases. */
interface SuiteCounts {
  name: string
  tests: number
  failures: number
  skipped: number
  milliseconds: number
}

/** Counts a suite's tests, and adds them to the file's. */
function countSuite(
  { packageName, tests }: NamedPackage<TestResult>,
  counts: Counts,
  skipped: 'omit' | 'include',
): SuiteCounts {
  const suite: SuiteCounts = { name: packageName, tests: 0, failures: 0, skipped: 0, milliseconds: 0 }
  for (const test of tests) {
    count(counts, test, skipped)
    if (!isShown(test, skipped)) continue
    suite.tests++
    suite.milliseconds += test.duration
    if (test.outcome === 'failed') suite.failures++
    else if (test.outcome === 'notRun') suite.skipped++
  }
  return suite
}

function suiteAttributes({ milliseconds, ...shown }: SuiteCounts, startedAt: Date) {
  return { ...shown, time: (milliseconds / 1000).toFixed(3), timestamp: startedAt.toISOString() }
}

/**
 * Field by field: spreads would take as long as all the rest.
 *
 * @param shardRoot Folder from which a shard's files count; `undefined` where the run is no shard.
 */
function element(test: TestResult, { packageName, name }: Identity, shardRoot: string | undefined): string {
  const { outcome, duration, failures, flaky, requirements, tags } = test
  const isPlain = outcome === 'passed' && !flaky && !requirements?.length && !tags?.length
  if (isPlain && shardRoot === undefined) return passedCase(packageName, name, duration)
  const properties = shardRoot === undefined ? undefined : shardCase(test, { packageName, name }, shardRoot)
  return caseElement({ packageName, name, outcome, duration, failures, flaky, requirements, tags, properties })
}
