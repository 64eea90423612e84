import { readFileSync } from 'node:fs'
import type { AggregatedResult, AssertionResult, TestResult as FileResult } from '@jest/test-result'
import type { Failure, Outcome, runFailure, TestResult, TestRun } from '@zephyr-reporters/core'

/** What Jest has told so far. */
export interface Told {
  rootDir: string
  shard?: { shardIndex: number; shardCount: number }
  results: AggregatedResult
}

/** @param titles The core's fixed titles of what stands for no test; passed in, because the core is loaded late. */
export function runOf({ rootDir, shard, results }: Told, titles: typeof runFailure): TestRun {
  const tests = results.testResults.flatMap((file) => testsOf(file, titles))
  return {
    runner: 'jest',
    root: rootDir,
    startedAt: new Date(results.startTime),
    shard: shard && { current: shard.shardIndex, total: shard.shardCount },
    tests: [...tests, ...failuresOfTheRun(results, tests, titles)],
  }
}

function testsOf(file: FileResult, titles: typeof runFailure): TestResult[] {
  const common = {
    file: file.testFilePath,
    project: file.displayName?.name || undefined,
    ...linksOf(file.testFilePath),
  }
  const tests = file.testResults.map((test, index): TestResult => {
    const outcome = outcomes[test.status] ?? 'failed'
    return {
      ...common,
      titles: [...test.ancestorTitles, test.title],
      position: [index],
      outcome,
      reason: outcome === 'notRun' ? reasons[test.status] : undefined,
      duration: test.duration ?? 0,
      failures: outcome === 'failed' ? failuresOf(test) : [],
      flaky: outcome === 'passed' && (test.invocations ?? 1) > 1,
    }
  })
  const failure = failureOfFile(file)
  if (!failure) return tests
  const { perfStats } = file
  const duration = tests.length > 0 ? 0 : Math.max(0, perfStats.end - perfStats.start)
  // With tests in it the file did load: an afterAll hook failed, or something was thrown outside any test.
  const title = tests.length > 0 ? titles.unhandled : titles.file
  return [
    ...tests,
    { ...common, titles: [title], position: [tests.length], outcome: 'failed', duration, failures: [failure] },
  ]
}

/** Jest's statuses; one it does not know yet counts as failed rather than as anything better. */
const outcomes: Partial<Record<string, Outcome>> = {
  passed: 'passed',
  // `focused` is Jest's word for a test that is still to run.
  focused: 'notRun',
  failed: 'failed',
  pending: 'notRun',
  skipped: 'notRun',
  disabled: 'notRun',
  todo: 'notRun',
}
const reasons: Partial<Record<string, string>> = {
  pending: 'skipped',
  skipped: 'skipped',
  disabled: 'skipped',
  focused: 'skipped',
  todo: 'todo',
}

function failuresOf({ failureMessages = [], failureDetails = [] }: AssertionResult): Failure[] {
  return Array.from({ length: Math.max(failureMessages.length, failureDetails.length) }, (_, index) =>
    failureOf(failureMessages[index], failureDetails[index]),
  )
}

/** Jest's text holds message and stack; with an empty stack it is empty, and the thrown value tells what there is. */
function failureOf(text = '', thrown?: unknown): Failure {
  // Jest puts a heading over what belongs to no test.
  const plain = text.replace(/^\s*● .*\n+/, '')
  const told = plain.trim() === '' ? textOf(thrown) : plain.replace(/^\n+/, '')
  const message =
    told
      .split('\n')
      .find((line) => line.trim() !== '')
      ?.trim() ?? ''
  const type = /^(\w*(?:Error|Exception))\b/.exec(message)?.[1] ?? (read(thrown, 'name') || 'Error')
  return { message, type, text: told }
}

function textOf(thrown: unknown): string {
  if (typeof thrown !== 'object' || thrown === null) return thrown === undefined ? '' : String(thrown)
  const name = read(thrown, 'name') || read(property(thrown, 'error'), 'name') || 'Error'
  const message = read(thrown, 'message') || read(property(thrown, 'error'), 'message')
  return message ? `${name}: ${message}` : `${name} (without a message)`
}

function property(from: unknown, name: string): unknown {
  try {
    return typeof from === 'object' && from !== null ? Reflect.get(from, name) : undefined
  } catch {
    // A getter of the test's own that throws.
    return undefined
  }
}

function read(from: unknown, name: string): string {
  const value = property(from, name)
  return typeof value === 'string' ? value : ''
}

function failureOfFile({ testExecError, failureMessage, testResults }: FileResult): Failure | undefined {
  if (!testExecError) {
    // A file that failed without a failing test and without saying why.
    const explained = testResults.some(({ status }) => status === 'failed')
    return failureMessage && !explained ? failureOf(failureMessage) : undefined
  }
  return failureOf(failureMessage || testExecError.stack || testExecError.message, testExecError)
}

/** What fails the run without failing a test, and what Jest counts as failed but has not shown. */
function failuresOfTheRun(
  results: AggregatedResult,
  tests: readonly TestResult[],
  titles: typeof runFailure,
): TestResult[] {
  const add = (title: string, failure: Failure): TestResult => ({
    titles: [title],
    position: [0],
    outcome: 'failed',
    duration: 0,
    failures: [failure],
  })
  if (results.runExecError)
    return [
      add(titles.run, failureOf(results.runExecError.stack || results.runExecError.message, results.runExecError)),
    ]
  if (tests.some(({ outcome }) => outcome === 'failed')) return []
  const { numFailedTests, numRuntimeErrorTestSuites, snapshot } = results
  if (numFailedTests + numRuntimeErrorTestSuites > 0) {
    const text = `Jest counts ${numFailedTests} failed tests and ${numRuntimeErrorTestSuites} failed files, but tells none of them.`
    return [add(titles.run, { message: text, type: 'Error', text })]
  }
  if (snapshot.failure) {
    const text = `Jest fails the run for its snapshots: ${snapshot.unchecked} obsolete, ${snapshot.unmatched} not matched, ${snapshot.filesRemoved} files obsolete.`
    return [add(titles.run, { message: text, type: 'Error', text })]
  }
  return []
}

interface Links {
  requirements: readonly string[]
  tags: readonly string[]
}

const none: Links = { requirements: [], tags: [] }
const linksByFile = new Map<string, Links>()

/** `@requirement ID_12` and `@tag smoke` of the docblock at the file's top hold for its tests. */
function linksOf(path: string): Links {
  let links = linksByFile.get(path)
  if (!links) {
    links = readLinks(path)
    linksByFile.set(path, links)
  }
  return links
}

function readLinks(path: string): Links {
  let source: string
  try {
    source = readFileSync(path, 'utf8')
  } catch {
    // The file that could not be loaded for want of it has no docblock either.
    return none
  }
  const docblock = /^\uFEFF?(?:#!.*\n)?\s*\/\*\*([\s\S]*?)\*\//.exec(source)?.[1] ?? ''
  const values = (pragma: string) =>
    Array.from(docblock.matchAll(new RegExp(`^[ \\t]*\\*?[ \\t]*@${pragma}[ \\t]+(.+)$`, 'gm')), ([, text = '']) =>
      text.trim().split(/[\s,]+/),
    ).flat()
  return { requirements: values('requirement'), tags: values('tag') }
}
