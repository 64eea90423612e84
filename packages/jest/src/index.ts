import { setTimeout as sleep } from 'node:timers/promises'
import type { Config, Reporter, ReporterContext, Test, TestContext } from '@jest/reporters'
import type { AggregatedResult, TestResult } from '@jest/test-result'
import type { Report, ZephyrReporterOptions } from '@zephyr-reporters/core'
import { type Gate, gate, guarded, isRepeated } from '@zephyr-reporters/reporter-kit'
import type { CoverageVerdict } from './coverage.js'
import type { JestReported } from './results.js'

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
  onTestFileStart(...from: never[]): void
  onTestFileResult(...from: never[]): void
  onRunComplete(...from: never[]): Promise<void>
  getLastError(): Error | undefined
}

class JestReporter implements Pick<Reporter, 'onRunStart' | 'onRunComplete' | 'getLastError'> {
  readonly #config: Config.GlobalConfig
  readonly #options: ZephyrReporterOptions
  readonly #context: ReporterContext
  readonly #gate: Gate
  /** Files that are running, by {@link keyOf}. */
  readonly #running = new Map<string, Test>()
  readonly #tests = new WeakMap<TestResult, Test>()
  #results: AggregatedResult | undefined
  #uncaught: unknown
  #coverage: CoverageVerdict | undefined
  #missedThresholds: string | undefined
  #report: Report | undefined
  #ended: Promise<void> | undefined
  #error: Error | undefined

  constructor(globalConfig: Config.GlobalConfig, options: ZephyrReporterOptions = {}, context: ReporterContext) {
    this.#config = globalConfig
    this.#options = options
    this.#context = context
    this.#gate = this.#watching || isRepeated(globalConfig, options) ? 'off' : gate(options)
    if (this.#gate === 'no-token-strict')
      this.#error = new Error('Nothing was sent to Zephyr (the line above says why), and `strict` is set.')
  }

  async onRunStart(results: AggregatedResult): Promise<void> {
    if (this.#watching) return this.#printWatching()
    if (this.#gate !== 'active') return
    this.#results = results
    await guarded(async () => {
      const [{ startReport, runFailure }, { runOf }] = await Promise.all([
        import('@zephyr-reporters/core/report'),
        import('./results.js'),
      ])
      this.#report = await startReport({
        runner: 'jest',
        options: this.#options,
        run: (cutOff) => runOf(this.#reported(results, cutOff === 'exit'), runFailure),
      })
      process.on('uncaughtExceptionMonitor', this.#onUncaught)
    })
    await guarded(async () => {
      if (!this.#config.coverageThreshold) return
      const { coverageVerdict } = await import('./coverage.js')
      this.#coverage = coverageVerdict(this.#config, this.#context)
    })
  }

  onTestFileStart(test: Test): void {
    this.#running.set(keyOf(test), test)
  }

  onTestFileResult(test: Test, result: TestResult, results: AggregatedResult): void {
    this.#running.delete(keyOf(test))
    this.#tests.set(result, test)
    this.#results = results
    this.#coverage?.add(test, result)
  }

  /** With bail and several workers Jest calls this again for each later failing file, and exits when the first call ends. */
  onRunComplete(contexts: Set<TestContext>, results: AggregatedResult): Promise<void> {
    this.#results = results
    this.#ended ??= guarded(async () => {
      if (!this.#report) return
      if (this.#config.bail > 0) await this.#untilStartedFilesEnd()
      await guarded(async () => {
        this.#missedThresholds = await this.#coverage?.missed(contexts, results)
      })
      const { failRun } = await this.#report.end()
      process.off('uncaughtExceptionMonitor', this.#onUncaught)
      if (failRun) this.#error = new Error('The delivery to Zephyr failed, and `strict` is set.')
    })
    return this.#ended
  }

  getLastError(): Error | undefined {
    return this.#error
  }

  get #watching(): boolean {
    return this.#config.watch || this.#config.watchAll
  }

  async #printWatching(): Promise<void> {
    if (gate(this.#options) !== 'active') return
    await guarded(async () => {
      const { printInactive } = await import('@zephyr-reporters/core/report')
      await printInactive('watch mode', this.#options, 'jest')
    })
  }

  #reported(first: AggregatedResult, processEnds: boolean): JestReported {
    const { rootDir, shard } = this.#config
    return {
      rootDir,
      shard,
      results: this.#results ?? first,
      testOf: (file) => this.#tests.get(file),
      unfinished: processEnds ? [...this.#running.values()] : [],
      uncaught: processEnds ? this.#uncaught : undefined,
      missedThresholds: this.#missedThresholds,
    }
  }

  /** A test in Jest's own process that throws after its end takes the process with it. */
  readonly #onUncaught = (error: unknown) => {
    // Jest's own listener, where there is one, lays the error on a test and goes on.
    if (process.listenerCount('uncaughtException') === 0) this.#uncaught = error ?? `${error} was thrown`
  }

  /** Waits for files that other workers had begun when `bail` ended the run: their results belong to it. */
  async #untilStartedFilesEnd(): Promise<void> {
    const started = [...this.#running.keys()]
    const deadline = performance.now() + startedFilesMs
    while (started.some((key) => this.#running.has(key)) && performance.now() < deadline) await sleep(50)
  }
}

/**
 * Jest alone calls it, so its declaration names no type of Jest's: those are in packages that a project does not have
 * within reach, and would silently be `any`.
 */
const ZephyrReporter: new (...from: never[]) => ZephyrReporter = JestReporter
export default ZephyrReporter

/** How long `bail` waits for files that are running in other workers. */
const startedFilesMs = 5000

const keyOf = ({ path, context }: Test) => `${context.config.id} ${path}`
