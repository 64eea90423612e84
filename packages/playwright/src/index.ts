import type { FullConfig, FullResult, Reporter, Suite, TestError } from '@playwright/test/reporter'
import type { ZephyrReporterOptions } from '@zephyr-reporters/core'
import { gate, guarded, isRepeated } from '@zephyr-reporters/reporter-kit'
import { type Invocation, invocationOf } from './invocation.js'
import type { PlaywrightRun } from './run.js'

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
  readonly #active: Promise<typeof import('./run.js')> | undefined
  /** `strict` without a credential: the run fails though no report of ours is made. */
  readonly #refused: boolean
  readonly #errors: TestError[] = []
  #isRepeated = false
  #run: Promise<PlaywrightRun> | undefined

  /** @param options Ours, and beside them what Playwright hands every reporter (`configDir`, `_mode`, …). */
  constructor(options: ZephyrReporterOptions = {}) {
    this.#invocation = invocationOf(options)
    const state = gate(this.#invocation.options)
    this.#refused = state === 'no-token-strict' && !this.#invocation.inactive
    if (state === 'active') this.#active = withoutUnhandledRejection(import('./run.js'))
  }

  /** Playwright keeps its own output beside ours. */
  printsToStdio(): boolean {
    return false
  }

  onBegin(config: FullConfig, suite: Suite): void {
    const seen = { config, suite, errors: this.#errors, startedAt: new Date() }
    this.#isRepeated = isRepeated(config, this.#invocation.options)
    if (!this.#active || this.#isRepeated || this.#invocation.inactive) return
    this.#run = withoutUnhandledRejection(this.#active.then(({ startRun }) => startRun(this.#invocation, seen)))
  }

  onError(error: TestError): void {
    if (this.#active) this.#errors.push(error)
  }

  async onEnd(result: FullResult): Promise<{ status?: FullResult['status'] }> {
    if (this.#isRepeated) return {}
    const fail = this.#refused ? result.status !== 'interrupted' : await guarded(() => this.#end(result))
    if (!fail) return {}
    // merge-reports looks at no status: its exit code is set where the process ends.
    if (this.#invocation.merging) process.on('exit', () => (process.exitCode = 1))
    return { status: 'failed' }
  }

  /** @returns whether the run is to fail. */
  async #end(result: FullResult): Promise<boolean> {
    const { inactive } = this.#invocation
    if (!inactive) return (await (await this.#run)?.end(result)) ?? false
    await (await this.#active)?.printMode(inactive, this.#invocation)
    return false
  }
}

/** Marks a rejection as handled: the promise is awaited only when the run ends. */
function withoutUnhandledRejection<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => {})
  return promise
}
