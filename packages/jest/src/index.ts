import type { Config, Reporter, ReporterContext, Test, TestContext } from '@jest/reporters'
import type { AggregatedResult, TestResult } from '@jest/test-result'
import type { ZephyrReporterOptions } from '@zephyr-reporters/core'
import { type Gate, gate, guarded, isRepeated } from '@zephyr-reporters/reporter-kit'
import type { JestRun, JestSetup } from './run.js'

export { zephyr } from './zephyr.js'
export type { ZephyrReporterOptions }

/**
 * Delivers a Jest run to Zephyr Enterprise.
 *
 * @example
 * // jest.config.js
 * export default { reporters: ['default', ['@zephyr-reporters/jest', { jobName: 'Nightly' }]] }
 */
interface ZephyrReporter {
  onRunStart(...from: never[]): Promise<void>
  onTestFileStart(...from: never[]): Promise<void> | undefined
  onTestFileResult(...from: never[]): void
  onRunComplete(...from: never[]): Promise<void>
  getLastError(): Error | undefined
}

class JestReporter implements Pick<Reporter, 'onRunStart' | 'onRunComplete' | 'getLastError'> {
  readonly #setup: JestSetup
  readonly #watching: boolean
  readonly #gate: Gate
  #run: JestRun | undefined
  #ended: Promise<void> | undefined
  #error: Error | undefined

  constructor(config: Config.GlobalConfig, options: ZephyrReporterOptions = {}, context: ReporterContext) {
    this.#setup = { config, options, context }
    this.#watching = config.watch || config.watchAll
    this.#gate = this.#watching || !isRepeated(config, options) ? gate(options) : 'off'
    if (this.#gate === 'no-token-strict' && !this.#watching)
      this.#error = new Error('Nothing was sent to Zephyr (the line above says why), and `strict` is set.')
  }

  async onRunStart(results: AggregatedResult): Promise<void> {
    if (this.#gate !== 'active') return
    this.#run = await guarded(async () => {
      const { startRun, printWatching } = await import('./run.js')
      if (!this.#watching) return startRun(this.#setup, results)
      await printWatching(this.#setup.options)
      return undefined
    })
  }

  /** Jest waits for it. */
  onTestFileStart(test: Test): Promise<void> | undefined {
    return this.#run?.fileStarted(test)
  }

  onTestFileResult(test: Test, result: TestResult, results: AggregatedResult): void {
    this.#run?.fileEnded(test, result, results)
  }

  /** With bail and several workers Jest calls this again for each later failing file, and exits when the first call ends. */
  onRunComplete(contexts: Set<TestContext>, results: AggregatedResult): Promise<void> {
    this.#run?.seen(results)
    this.#ended ??= guarded(async () => {
      if (await this.#run?.end(contexts)) this.#error = new Error('The delivery to Zephyr failed, and `strict` is set.')
    })
    return this.#ended
  }

  getLastError(): Error | undefined {
    return this.#error
  }
}

/**
 * Jest alone calls it, so its declaration names no type of Jest's: those are in packages that a project does not have
 * within reach, and would silently be `any`.
 */
const ZephyrReporter: new (...from: never[]) => ZephyrReporter = JestReporter
export default ZephyrReporter
