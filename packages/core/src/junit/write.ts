import { relative } from 'node:path'
import { linksOf } from '../results/links.js'
import type { Attachment, TestResult, TestRun } from '../results/model.js'
import { type Identity, type NamedPackage, namedPackages } from '../results/names.js'
import { cleanName } from '../results/text.js'
import { caseElement, suiteStart } from './element.js'
import { openOutput } from './output.js'
import { rootAttributes, shardCase, shardSuite } from './shard.js'

/** How a run becomes a result file: names, and which tests are in it. */
export interface WriteOptions {
  /** Off: the package stands in front of each name. Default true. */
  createPackage?: boolean
  /** Segments in front of every package, `/` between them. */
  packagePrefix?: string
  /** Tests that did not run. Default `omit`. */
  skipped?: 'omit' | 'include'
  /** Take requirements and tags out of titles. Default false. */
  titleLinks?: boolean
  /** Of which tests the attachments are listed. Default `none`. */
  attachments?: 'none' | 'failed' | 'all'
}

/** How many tests there are, and what became of them: recorded + omitted = total. */
export interface Counts {
  /** All, the failing cases that stand for no test included. */
  total: number
  passed: number
  failed: number
  /** Of the passed. */
  flaky: number
  notRun: number
  /** Test cases in the file. */
  recorded: number
  /** Left out, by the runner's word for why. */
  omitted: Record<string, number>
}

/** A result file as it was written. */
export interface WrittenFile {
  path: string
  /** Of the file's bytes, taken while they were written; in hex. */
  sha256: string
  counts: Counts
  /** Requirements that Zephyr could not link, each with its test and file. */
  warnings: string[]
  /** The files of test cases that have any, as `attachments` asks for them. */
  attachments?: WrittenAttachments[]
}

/** The files of one test case in the file. */
export interface WrittenAttachments {
  packageName: string
  name: string
  files: Attachment[]
}

export const noCounts = (): Counts => ({
  total: 0,
  passed: 0,
  failed: 0,
  flaky: 0,
  notRun: 0,
  recorded: 0,
  omitted: {},
})

/** Writes a run's result file: one flat suite per test file and runner project, streamed test case by test case. */
export function writeResultFile(path: string, run: TestRun, options: WriteOptions = {}): WrittenFile {
  const { createPackage = true, skipped = 'omit', packagePrefix } = options
  const { runner, root: runnerRoot, packageRoot: root = runnerRoot } = run
  const wrong = new Map<string, WrongRequirement>()
  const tests = linkedTests(run.tests, root, options, wrong)
  const packages = namedPackages(tests, { root, runner, runnerRoot, packagePrefix, createPackage })
  const counts = noCounts()
  const attachments: WrittenAttachments[] = []
  const output = openOutput(path)
  let sha256: string
  try {
    output.write(`<?xml version="1.0" encoding="UTF-8"?>\n<testsuites${rootAttributes(run, createPackage)}>\n`)
    for (const suite of packages) {
      const { packageName, tests, names } = suite
      const shown = countSuite(suite, counts, skipped)
      if (shown.tests === 0 && !run.shard) continue
      output.write(suiteStart(suiteAttributes(shown, run), run.shard ? shardSuite(tests, root, skipped) : []))
      for (let index = 0; index < tests.length; index++) {
        const test = tests[index]
        const name = names[index]
        if (!test || name === undefined || !isShown(test, skipped)) continue
        output.write(element(test, { packageName, name }, run.shard && root))
        if (hasAttachments(test, options)) attachments.push({ packageName, name, files: [...(test.attachments ?? [])] })
      }
      output.write('</testsuite>\n')
    }
    output.write('</testsuites>\n')
    sha256 = output.finish()
  } catch (error) {
    output.abandon()
    throw error
  }
  const warnings = Array.from(wrong.values(), warningOf)
  return { path, sha256, counts, warnings, ...(attachments.length > 0 && { attachments }) }
}

function hasAttachments({ attachments, outcome, flaky }: TestResult, { attachments: which = 'none' }: WriteOptions) {
  if (which === 'none' || !attachments?.length) return false
  return which === 'all' || outcome === 'failed' || flaky === true
}

interface WrongRequirement {
  text: string
  file?: string
  /** The first test that has it; a docblock gives it to every test of its file. */
  title: string
  others: number
}

function* linkedTests(
  tests: Iterable<TestResult>,
  root: string,
  options: WriteOptions,
  wrong: Map<string, WrongRequirement>,
): Generator<TestResult> {
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

function warningOf({ text, file, title, others }: WrongRequirement): string {
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

export function count(
  counts: Counts,
  { outcome, flaky, reason = 'skipped' }: Pick<TestResult, 'outcome' | 'flaky' | 'reason'>,
  skipped: 'omit' | 'include',
) {
  counts.total++
  counts[outcome]++
  if (outcome === 'passed' && flaky) counts.flaky++
  if (outcome === 'notRun' && skipped === 'omit') counts.omitted[reason] = (counts.omitted[reason] ?? 0) + 1
  else counts.recorded++
}

function suiteAttributes({ milliseconds, ...shown }: SuiteCounts, { startedAt }: TestRun) {
  return { ...shown, time: (milliseconds / 1000).toFixed(3), timestamp: startedAt.toISOString() }
}

/**
 * Field by field: spreads would take as long as all the rest.
 *
 * @param shardRoot Folder from which a shard's files count; `undefined` where the run is no shard.
 */
function element(test: TestResult, { packageName, name }: Identity, shardRoot: string | undefined): string {
  const { outcome, duration, failures, flaky, requirements, tags } = test
  const properties = shardRoot === undefined ? undefined : shardCase(test, { packageName, name }, shardRoot)
  return caseElement({ packageName, name, outcome, duration, failures, flaky, requirements, tags, properties })
}
