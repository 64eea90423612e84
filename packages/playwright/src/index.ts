import type { FullConfig, FullResult, Reporter, Suite, TestError } from '@playwright/test/reporter'
import type { Report, ZephyrReporterOptions } from '@zephyr-reporters/core'
import { gate, guarded, isRepeated } from '@zephyr-reporters/reporter-kit'
import { type Invocation, invocationOf } from './invocation.js'
import { runOf } from './results.js'

export { zephyr } from './zephyr.js'
export type { ZephyrReporterOptions }

/**
 * Delivers a Playwright run to Zephyr Enterprise.
 *
 * @example
 * // playwright.config.ts
 * reporter: [['list'], ['@zephyr-reporters/playwright', { jobName: 'Nightly' }]]
 */
export default class ZephyrReporter implements Reporter {
  readonly #invocation: Invocation
  readonly #core: Promise<typeof import('@zephyr-reporters/core/report')> | undefined
  /** `strict` without a credential: the run fails though no report of ours is made. */
  readonly #refused: boolean
  readonly #errors: TestError[] = []
  #twice = false
  #report: Promise<Report> | undefined
  #result: FullResult | undefined

  /** @param options Ours, and beside them what Playwright hands every reporter (`configDir`, `_mode`, …). */
  constructor(options: ZephyrReporterOptions = {}) {
    this.#invocation = invocationOf(options)
    const state = gate(this.#invocation.options)
    this.#refused = state === 'no-token-strict' && !this.#invocation.inactive
    if (state === 'active') this.#core = withoutUnhandledRejection(import('@zephyr-reporters/core/report'))
  }

  /** Playwright keeps its own output beside ours. */
  printsToStdio(): boolean {
    return false
  }

  onBegin(config: FullConfig, suite: Suite): void {
    const startedAt = new Date()
    const { options, inactive, merging, configDir, environment } = this.#invocation
    this.#twice = isRepeated(config, options)
    if (this.#twice || inactive) return
    const run = { config, suite, errors: this.#errors, startedAt, merging, configDir, environment }
    const reported = () => ({ ...run, result: this.#result })
    this.#report = withoutUnhandledRejection(
      this.#core?.then(({ startReport, runFailure }) =>
        startReport({ runner: 'playwright', options, run: () => runOf(reported(), runFailure) }),
      ),
    )
  }

  onError(error: TestError): void {
    if (this.#core) this.#errors.push(error)
  }

  async onEnd(result: FullResult): Promise<{ status?: FullResult['status'] }> {
    if (this.#twice) return {}
    this.#result = result
    const interrupted = result.status === 'interrupted'
    const fail = this.#refused ? !interrupted : await this.#end(interrupted)
    if (!fail) return {}
    // merge-reports looks at no status: its exit code is set where the process ends.
    if (this.#invocation.merging) process.on('exit', () => (process.exitCode = 1))
    return { status: 'failed' }
  }

  /** Whether the run is to fail. */
  async #end(interrupted: boolean): Promise<boolean> {
    const { inactive, options } = this.#invocation
    const failRun = await guarded(async () => {
      if (inactive) {
        await (await this.#core)?.printInactive(inactive, options, 'playwright')
        return false
      }
      const report = await this.#report
      return report !== undefined && (await report.end({ interrupted })).failRun
    })
    return failRun ?? this.#refused
  }
}

/** Marks a rejection as handled: the promise is awaited only when the run ends. */
function withoutUnhandledRejection<T>(promise: Promise<T>): Promise<T>
function withoutUnhandledRejection<T>(promise: Promise<T> | undefined): Promise<T> | undefined
function withoutUnhandledRejection<T>(promise: Promise<T> | undefined) {
  promise?.catch(() => {})
  return promise
}
