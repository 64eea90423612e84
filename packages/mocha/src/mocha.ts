// What this reporter uses of Mocha 10, 11 and 12. Mocha ships no types; in `--parallel` its objects are copies from a worker.

/** A test or a hook. */
export interface Runnable {
  title: string
  type: string
  /** Absolute path; a root hook and an error outside any test have none. */
  file?: string
  duration?: number
  parent?: unknown
  titlePath(): string[]
}

export interface Test extends Runnable {
  currentRetry(): number
  /** The test that this one repeats; `undefined` or `null` for a first attempt. */
  retriedTest?(): Test | null | undefined
}

export interface Suite {
  tests: Test[]
  suites: Suite[]
}

/** Emits what happens; the suite is empty in `--parallel`. */
export interface Runner {
  suite: Suite
  on(event: 'test' | 'pass' | 'pending' | 'test end', listener: (test: Test) => void): unknown
  on(event: 'fail', listener: (runnable: Runnable, error: unknown) => void): unknown
  on(event: 'start' | 'end', listener: () => void): unknown
}

/** What Mocha hands a reporter: its own options, and the reporter's in `reporterOptions`. */
export interface MochaOptions {
  reporterOptions?: Record<string, unknown>
  reporterOption?: unknown
  watch?: boolean
  dryRun?: boolean
  bail?: boolean
  parallel?: boolean
}

/** A reporter that prints. */
export interface Printer {
  done?(failures: number, then: (failures: number) => void): void
}

export type PrinterClass = new (runner: Runner, options: MochaOptions) => Printer
