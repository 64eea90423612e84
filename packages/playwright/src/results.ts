import { createHash } from 'node:crypto'
import { basename, relative } from 'node:path'
import type { FullProject, Suite, TestCase } from '@playwright/test/reporter'
import type { Attachment, Outcome, TestResult, TestRun } from '@zephyr-reporters/core'
import { environmentOf, namesOfBlobs } from './environments.js'
import { failuresOutsideTests } from './errors.js'
import { failureOf } from './failure.js'
import { projectsOf } from './projects.js'
import type { PlaywrightReported } from './reported.js'
import { type RunFolders, runFolders } from './run-folders.js'

/** The run as far as Playwright has reported it, in core's model. */
export function runOf(reported: PlaywrightReported): TestRun {
  const { config, result, startedAt, merging, configDir = config.rootDir } = reported
  const folders = runFolders(config, configDir, merging)
  const environments = merging ? namesOfBlobs(process.argv) : []
  const found = testsOf(reported, folders, environments)
  const tests = merging ? withoutRepeatedDependencies(found, projectsOf(reported)) : found
  return {
    runner: 'playwright',
    root: folders.root,
    rootIs: config.configFile ? `the folder of ${basename(config.configFile)}` : 'the working directory',
    startedAt: result?.startTime ?? startedAt,
    shard: config.shard ?? undefined,
    tests: [...tests, ...failuresOutsideTests({ reported, folders, tests, environments })],
  }
}

function testsOf(reported: PlaywrightReported, folders: RunFolders, environments: readonly string[]): TestResult[] {
  const { suite, config, merging } = reported
  return suite.suites.flatMap((ofProject) => {
    const project = ofProject.project()
    const environment = merging ? environmentOf(ofProject, environments) : reported.environment
    // A second project of one name (or of none) defines these tests again. Merged reports come in this order anyway.
    const namesakes = merging ? [] : config.projects.filter(({ name }) => name === project?.name)
    const number = project ? namesakes.indexOf(project) : 0
    const more = (test: TestCase) => [
      ...(number > 0 ? [number] : []),
      // A shard may have only the second test of a loop: it must not pass for the first one in another shard.
      ...(config.shard ? [digestOf(test)] : []),
    ]
    return ofProject.suites.flatMap((file) =>
      testsOfFile(file, folders, more).map((test) => (environment ? { ...test, environment } : test)),
    )
  })
}

function testsOfFile(file: Suite, folders: RunFolders, more: (test: TestCase) => number[]): TestResult[] {
  const siblings = new Map<string, number>()
  return file.allTests().map((test) => {
    const { line, column } = test.location
    // Tests made in a loop share line and column.
    const sibling = siblings.get(`${line}:${column}`) ?? 0
    siblings.set(`${line}:${column}`, sibling + 1)
    const outcome = outcomes[test.outcome()]
    const last = outcome === 'failed' ? lastFailure(test) : test.results.at(-1)
    return {
      // Not the test's own location, which may lie in a helper that the file calls.
      file: folders.here(file.location?.file ?? test.location.file),
      project: file.project()?.name || undefined,
      titles: titlesOf(test),
      position: [line, column, sibling, test.repeatEachIndex, ...more(test)],
      outcome,
      reason: outcome === 'notRun' ? reasonOf(test) : undefined,
      duration: Math.max(0, last?.duration ?? 0),
      failures: outcome === 'failed' && last ? failuresOf(test, last, folders.root) : [],
      flaky: test.outcome() === 'flaky',
      requirements: test.annotations.flatMap(({ type, description = '' }) =>
        type === 'requirement' ? description : [],
      ),
      tags: test.tags,
      attachments: filesOf(test),
    }
  })
}

/** The files of all attempts: those of a flaky test belong to the one that failed. Names with `_` are Playwright's own. */
function filesOf(test: TestCase): Attachment[] {
  const files = test.results.flatMap(({ attachments }) =>
    attachments.flatMap(({ name, path, contentType }) =>
      path && !name.startsWith('_') ? [{ path, contentType }] : [],
    ),
  )
  return [...new Map(files.map((file) => [file.path, file])).values()]
}

const digestOf = (test: TestCase) => createHash('sha256').update(test.titlePath().join('\0')).digest().readUInt32BE()

/** Playwright counts an interrupted test as one that did not run, whatever it did before (computeTestCaseOutcome). */
const outcomes: Record<ReturnType<TestCase['outcome']>, Outcome> = {
  expected: 'passed',
  flaky: 'passed',
  unexpected: 'failed',
  skipped: 'notRun',
}

/**
 * A repetition (`repeatEach`) carries its number itself: left to the order of what ran, it would change with a filter,
 * `--last-failed` or a shard.
 */
function titlesOf(test: TestCase): string[] {
  // Root, project and file come first.
  const titles = test.titlePath().slice(3)
  if (test.repeatEachIndex > 0) titles.push(`${titles.pop()} (${test.repeatEachIndex + 1})`)
  return titles
}

/** In Playwright's own words. */
function reasonOf(test: TestCase): string {
  if (test.results.some(({ status }) => status === 'interrupted')) return 'interrupted'
  if (test.expectedStatus !== 'skipped') return 'did not run'
  return test.annotations.some(({ type }) => type === 'fixme') ? 'fixme' : 'skipped'
}

type Attempt = TestCase['results'][number]

/** The last attempt that decided; a later one may have been interrupted, or not run for a failure before it in serial mode. */
function lastFailure(test: TestCase): Attempt | undefined {
  return test.results.findLast(
    ({ status }) => status !== 'interrupted' && status !== 'skipped' && status !== test.expectedStatus,
  )
}

function failuresOf(test: TestCase, attempt: Attempt, root: string) {
  const failures = attempt.errors.map(failureOf)
  if (failures.length === 0) failures.push(withoutError(test, attempt))
  const attachments = attempt.attachments
    .filter(({ name, path }) => path && !name.startsWith('_'))
    .map(({ name, path = '' }) => `${name}: ${relative(root, path)}`)
  const [first, ...rest] = failures
  if (first && attachments.length > 0)
    return [{ ...first, text: `${first.text}\n\nAttachments:\n${attachments.join('\n')}` }, ...rest]
  return failures
}

/** Playwright gives no error where a test passed that should not have. */
function withoutError({ expectedStatus }: TestCase, { status }: Attempt) {
  const message =
    expectedStatus === 'failed' && status === 'passed'
      ? 'Expected to fail, but passed.'
      : `The test ended as ${status}; Playwright gave no error.`
  return { message, type: 'Error', text: message }
}

const weight: Record<Outcome, number> = { failed: 2, passed: 1, notRun: 0 }

/** Every shard runs the projects that others depend on; merged they are one test each, with the worst of its outcomes. */
function withoutRepeatedDependencies(tests: TestResult[], projects: readonly FullProject[]): TestResult[] {
  const shared = new Set(
    projects.flatMap(({ dependencies, teardown }) => (teardown ? [...dependencies, teardown] : dependencies)),
  )
  const worst = new Map<string, TestResult>()
  const rest: TestResult[] = []
  for (const test of tests) {
    if (!shared.has(test.project ?? '')) rest.push(test)
    else {
      const key = JSON.stringify([test.environment, test.project, test.file, test.titles, test.position, test.tags])
      const other = worst.get(key)
      if (!other || weight[test.outcome] > weight[other.outcome]) worst.set(key, test)
    }
  }
  return [...worst.values(), ...rest]
}
