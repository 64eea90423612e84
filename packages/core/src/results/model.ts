/**
 * What a run is, whatever the runner. A reporter translates its runner's results into this; everything behind it
 * (names, JUnit file, delivery) knows no runner.
 */
export interface TestRun {
  /** Which runner: `jest`, `vitest`, `playwright`, `mocha`, or `upload` for files of other origin. */
  runner: string
  /** Absolute path of the runner's own root: result files stay there. */
  root: string
  /**
   * Absolute path of the folder from which packages count.
   * @default root
   */
  packageRoot?: string
  /** What `root` is, in words for the user: `Jest's rootDir`. */
  rootIs?: string
  startedAt: Date
  /** Set where this process ran one shard of a run. */
  shard?: Shard
  /**
   * Every test that is defined, run or not, in any order. Iterated more than once (names first, then the file), so
   * it must give equal tests each time: an array, or an object whose iterator translates afresh.
   */
  tests: Iterable<TestResult>
  /** More tests, by file; `tests` holds none of them. Default: none. */
  files?: readonly FileResults[]
}

/** A test file that has ended, in one project: its results are complete. */
export interface FileResults extends Pick<TestResult, 'file' | 'project' | 'environment'> {
  /** Translates its tests; equal ones each time. All are of this file, project and environment. */
  tests(): readonly TestResult[]
}

/** Every test of a run: those of `files`, then `tests`. */
export function* allTests({ files = [], tests }: Pick<TestRun, 'tests' | 'files'>): Generator<TestResult> {
  for (const file of files) yield* file.tests()
  yield* tests
}

/** One of `total` parts of a run; `current` counts from 1. */
export interface Shard {
  current: number
  total: number
}

/**
 * - `passed`: the runner counts it as passed (an expected failure that failed, a flaky test).
 * - `failed`: the runner counts it as failed, for whatever reason.
 * - `notRun`: skipped, todo, fixme, or cut off by bail.
 */
export type Outcome = 'passed' | 'failed' | 'notRun'

/** One test case with its last outcome; or a failure outside any test, as a failing test case of its own. */
export interface TestResult {
  /** Absolute path of the test file. None: the case belongs to the run itself (global set-up, unhandled error). */
  file?: string
  /** The runner project's name, where it has one. */
  project?: string
  /** Name of the environment, where the runner has one (`PWTEST_BOT_NAME`): in front of the project. */
  environment?: string
  /** Describe titles, outermost first, then the test's own title. */
  titles: readonly string[]
  /**
   * Where the test is defined within its file, compared number by number: `[index]`, or `[line, column, repeat]`.
   * Decides which of two tests of one name is ` (2)`, so it must not depend on the order of execution.
   */
  position: readonly number[]
  /** A check of the test's types (Vitest): another record than its run, ` [type check]` behind its name. */
  typeCheck?: boolean
  outcome: Outcome
  /** Why it did not run, in the runner's own word: `skipped`, `todo`, `fixme`, `bail`. */
  reason?: string
  /** Milliseconds. */
  duration: number
  /** For `failed`: what went wrong, first cause first. May be empty; the file then says that the runner gave no text. */
  failures: readonly Failure[]
  /** Passed only after a retry. */
  flaky?: boolean
  /** Linked requirements as Zephyr reads them: `ID_12`, `AltID_R1`. The core warns of a wrong one and leaves it out. */
  requirements?: readonly string[]
  /** Tags, with or without a leading `@`. */
  tags?: readonly string[]
  /** Files that the runner kept of the test: screenshots, traces, videos. */
  attachments?: readonly Attachment[]
}

/** A file on disk that belongs to a test. */
export interface Attachment {
  /** Absolute. */
  path: string
  /** Such as `image/png`. */
  contentType: string
}

/** One failure of a test, as the result file shows it. */
export interface Failure {
  /** One line, for the `message` attribute. */
  message: string
  /** The error's class: `AssertionError`, `Error`, `TimeoutError`. */
  type: string
  /** Message, stack and whatever else helps: becomes the file attached to the record. */
  text: string
}

/** Titles of the failing cases that stand for no test; fixed, so that Zephyr finds the test case again in the next run. */
export const runFailure = {
  /** A test file that could not be loaded: syntax error, failing import, no test in it where the runner calls that a failure. */
  file: '[test file failed to run]',
  /** A failed before/after-all hook that the runner laid on no test. */
  hook: '[hook failed]',
  globalSetup: '[global setup failed]',
  globalTeardown: '[global teardown failed]',
  /** An unhandled rejection or uncaught exception. */
  unhandled: '[unhandled error]',
  /** Coverage below a threshold, for which the runner fails the run. */
  coverage: '[coverage threshold missed]',
  /** The run's own time limit. */
  globalTimeout: '[global timeout]',
  /** The run failed and none of the above says why. */
  run: '[run failed]',
} as const
