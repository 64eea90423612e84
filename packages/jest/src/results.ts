import { createHash } from 'node:crypto'
import type { Test } from '@jest/reporters'
import type { AggregatedResult, TestResult as FileResult } from '@jest/test-result'
import type { Failure, FileResults, Outcome, TestResult, TestRun } from '@zephyr-reporters/core'
import { runFailure } from '@zephyr-reporters/core/report'
import { textProperty } from '@zephyr-reporters/reporter-kit'
import { failureOf, failureOfFile, failureOfText, failuresOf } from './failure.js'
import { linksOf } from './links.js'

/** What Jest has reported so far. */
export interface JestReported {
  rootDir: string
  shard?: { shardIndex: number; shardCount: number }
  results: AggregatedResult
  /** Files that have ended, by Jest's result. */
  ended?: WeakMap<FileResult, JestFile>
  /** Files that were running when Jest's own process ended. */
  unfinished?: readonly Test[]
  /** What was thrown outside any test in Jest's own process, and ends it. */
  uncaught?: unknown
  /** Jest's words for what fails the run by too little coverage. */
  missedThresholds?: string
}

/** A file's results, translated when they are asked for. */
export interface JestFile extends FileResults {
  /** How many of its tests failed, once they have been translated. */
  failed?: number
}

/** The run as far as Jest has reported it, in core's model. */
export function runOf(reported: JestReported): TestRun {
  const { rootDir, results, ended } = reported
  return {
    ...frameOf(reported),
    files: results.testResults.map((file) => ended?.get(file) ?? resultsOf(file, undefined, rootDir)),
    tests: [...cutOff(reported), ...failuresOfTheRun(reported)],
  }
}

/** What is known of a run from its start. */
export function frameOf({
  rootDir,
  shard,
  results,
}: Pick<JestReported, 'rootDir' | 'shard' | 'results'>): Omit<TestRun, 'tests' | 'files'> {
  return {
    runner: 'jest',
    root: rootDir,
    rootIs: "Jest's rootDir",
    startedAt: new Date(results.startTime),
    shard: shard && { current: shard.shardIndex, total: shard.shardCount },
  }
}

/**
 * The tests of a file in its project, translated when they are asked for: Jest itself holds its results until the run ends.
 *
 * @param test The file and its project, as Jest handed the result over. A file that could not be loaded names its project
 * only there.
 */
export function resultsOf(result: FileResult, test: Test | undefined, rootDir: string): JestFile {
  const config = test?.context.config
  const place = {
    file: result.testFilePath,
    project: result.displayName?.name || config?.displayName?.name || undefined,
  }
  const file: JestFile = {
    ...place,
    tests() {
      const { tests, failed } = testsOf(result, { ...place, projectKey: config ? keyOf(config, rootDir) : 0 })
      file.failed = failed
      return tests
    },
  }
  return file
}

interface FileInProject {
  file: string
  project: string | undefined
  /** Differs between projects without a name that run one file; 0 where the project is not known. */
  projectKey: number
}

type ProjectConfig = Test['context']['config']
const keys = new WeakMap<ProjectConfig, number>()

/** A number that is stable between runs and machines, made of the settings in which such projects differ. */
function keyOf(config: ProjectConfig, rootDir: string): number {
  let key = keys.get(config)
  if (key === undefined) {
    const { globals, testEnvironment, testEnvironmentOptions, setupFiles, setupFilesAfterEnv } = config
    const { moduleNameMapper, transform, runner, testRunner } = config
    const text = JSON.stringify([
      [globals, testEnvironment, testEnvironmentOptions, setupFiles, setupFilesAfterEnv],
      [moduleNameMapper, transform, runner, testRunner],
    ])
      .replaceAll(JSON.stringify(rootDir).slice(1, -1), '<rootDir>')
      // Where a dependency is installed differs from machine to machine.
      .replace(/[^"]*[\\/]node_modules[\\/]/g, '')
    key = createHash('sha256').update(text).digest().readUIntBE(0, 6)
    keys.set(config, key)
  }
  return key
}

function testsOf(file: FileResult, { projectKey, ...place }: FileInProject): { tests: TestResult[]; failed: number } {
  const common = { ...place, ...linksOf(file.testFilePath) }
  const { file: path, project, requirements, tags } = common
  let failed = 0
  // Field by field, because a spread costs more than everything else for 100,000 tests.
  const tests = file.testResults.map((test, index): TestResult => {
    const outcome = outcomes[test.status] ?? 'failed'
    if (outcome === 'failed') failed++
    return {
      file: path,
      project,
      titles: test.ancestorTitles.concat(test.title),
      // The list is in the order of execution, which `--randomize` shuffles: a location, where asked for, is firmer.
      position: test.location ? [test.location.line, test.location.column, index, projectKey] : [index, projectKey],
      outcome,
      reason: outcome === 'notRun' ? reasons[test.status] : undefined,
      duration: test.duration ?? 0,
      failures: outcome === 'failed' ? failuresOf(test) : none,
      flaky: outcome === 'passed' && (test.invocations ?? 1) > 1,
      requirements,
      tags,
    }
  })
  const failure = failureOfFile(file)
  if (!failure) return { tests, failed }
  const { perfStats } = file
  const duration = tests.length > 0 ? 0 : Math.max(0, perfStats.end - perfStats.start)
  // With tests in it the file did load: an afterAll hook failed, or something was thrown outside any test.
  const title = tests.length > 0 ? runFailure.unhandled : runFailure.file
  const ofFile: TestResult = {
    ...common,
    titles: [title],
    position: [tests.length, projectKey],
    outcome: 'failed',
    duration,
    failures: [failure],
  }
  return { tests: [...tests, ofFile], failed }
}

/** The files that were running when Jest's own process ended, and what ended it. */
function cutOff({ unfinished = [], uncaught, rootDir }: JestReported): TestResult[] {
  const thrown = uncaught === undefined ? undefined : failureOf(textProperty(uncaught, 'stack'), uncaught)
  const failed = { outcome: 'failed', duration: 0 } as const
  if (unfinished.length === 0 && thrown)
    return [{ ...failed, titles: [runFailure.unhandled], position: [0], failures: [thrown] }]
  return unfinished.map(({ path, context: { config } }) => ({
    ...failed,
    file: path,
    project: config.displayName?.name || undefined,
    titles: [runFailure.file],
    position: [0, keyOf(config, rootDir)],
    failures: [thrown ?? failureOfText('Jest’s own process ended while this file ran.')],
  }))
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

const none: readonly Failure[] = []

/** What fails the run without failing a test, and what Jest counts as failed but has not shown. */
function failuresOfTheRun({ results, ended, missedThresholds }: JestReported): TestResult[] {
  const of = (title: string, failures: Failure[]): TestResult[] =>
    failures.length === 0 ? [] : [{ titles: [title], position: [0], outcome: 'failed', duration: 0, failures }]
  return [
    ...of(runFailure.run, [...reasonsOfTheRun(results, ended)]),
    ...of(runFailure.coverage, missedThresholds ? [failureOfText(missedThresholds)] : []),
  ]
}

function* reasonsOfTheRun(results: AggregatedResult, ended: JestReported['ended']): Generator<Failure> {
  const { runExecError, numFailedTests, numRuntimeErrorTestSuites, snapshot, testResults } = results
  if (runExecError) yield failureOf(runExecError.stack || runExecError.message, runExecError)

  let failedTests = 0
  let failedFiles = 0
  for (const file of testResults) {
    failedTests += ended?.get(file)?.failed ?? file.testResults.filter(({ status }) => isFailure(status)).length
    if (failureOfFile(file)) failedFiles++
  }
  if (failedTests < numFailedTests || failedFiles < numRuntimeErrorTestSuites) {
    yield failureOfText(
      `Jest counts ${numFailedTests} failed tests and ${numRuntimeErrorTestSuites} failed files, but shows ${failedTests} and ${failedFiles} of them.`,
    )
  }
  // A snapshot that does not match has failed its test already.
  if (snapshot.failure && snapshot.unchecked + snapshot.filesRemoved > 0) {
    yield failureOfText(
      `Jest fails the run for obsolete snapshots: ${snapshot.unchecked} in files that ran, ${snapshot.filesRemoved} whole files.`,
    )
  }
}

const isFailure = (status: string) => status !== 'passed' && (outcomes[status] ?? 'failed') === 'failed'
