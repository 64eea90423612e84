import type { Loaded } from '../config/load.js'
import type { ZephyrReporterOptions } from '../config/reporter-options.js'
import type { Log } from '../log.js'
import type { FileResults, TestRun } from '../results/model.js'
import type { Interruption } from './interrupt.js'

/** What a reporter knows when its run begins. */
export interface ReportRequest {
  /** `jest`, `vitest`, `playwright`, `mocha`. */
  runner: string
  options?: ZephyrReporterOptions
  /** What is known now, translated synchronously: at run end, or midway where a signal or an exit of the process cuts the run off. */
  run: (cutOff?: Interruption) => TestRun
  /** @default process.cwd() */
  cwd?: string
}

/** A run that has begun, to be ended once. */
export interface Report {
  /**
   * A test file has ended, while others run: makes its part of the result file, so that the run's end need not. The run
   * then has this very object among its `files`. Never throws.
   */
  fileEnded(file: FileResults, run: RunOfFiles): void
  /**
   * What writes the result file is loaded: from here on no cut loses a result. A runner that can wait before its first
   * test waits for it. Never rejects.
   */
  ready: Promise<void>
  /**
   * The run has ended: writes the file, delivers, says so. Never throws and ends within the delivery's time limit. A
   * second call gets the first one's promise, so that one run is delivered once.
   */
  end(how?: { interrupted?: boolean }): Promise<Ended>
}

/** How the report of a run ended, as far as the runner must know. */
export interface Ended {
  /** `strict` is set and something went wrong: the reporter makes the runner fail. */
  failRun: boolean
}

/** What is known of a run from its start. */
export type RunOfFiles = Omit<TestRun, 'tests' | 'files'>

/** What a reporter holds during a run. */
export interface Session {
  request: ReportRequest
  loaded: Loaded
  log: Log
  /** Set by a signal or by the runner; nothing is sent then. */
  isInterrupted: boolean
  /** Results are on disk for a delivery. */
  isDelivering: boolean
  /** The file of an interrupted run, which a runner may end twice: in the signal's handler and by its end hook. */
  interruptedFile?: string
}
