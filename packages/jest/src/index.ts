import { setTimeout as sleep } from 'node:timers/promises'
import type { Config, Reporter, ReporterOnStartOptions, Test } from '@jest/reporters'
import type { AggregatedResult, TestResult } from '@jest/test-result'
import type { Report, ZephyrReporterOptions } from '@zephyr-reporters/core'
import { type Gate, gate } from './gate.js'
import { runOf } from './results.js'

export type { ZephyrReporterOptions }

/**
 * Delivers a Jest run to Zephyr Enterprise.
 *
 * @example
 * // jest.config.js
 * export default { reporters: ['default', ['@zephyr-reporters/jest', { jobName: 'Nightly' }]] }
 */
export default class ZephyrReporter implements Pick<Reporter, 'onRunStart' | 'onRunComplete' | 'getLastError'> {
  readonly #config: Config.GlobalConfig
  readonly #options: ZephyrReporterOptions
  readonly #gate: Gate
  readonly #running = new Set<string>()
  readonly #projects = new WeakMap<TestResult, string | undefined>()
  #results: AggregatedResult | undefined
  #report: Report | undefined
  #ended: Promise<void> | undefined
  #error: Error | undefined

  constructor(globalConfig: Config.GlobalConfig, options: ZephyrReporterOptions = {}) {
    this.#config = globalConfig
    this.#options = options
    this.#gate = this.#watching ? 'off' : gate(options)
    if (this.#gate === 'no-token-strict')
      this.#error = new Error('Nothing was sent to Zephyr for want of a token, and `strict` is set.')
  }

  async onRunStart(results: AggregatedResult, _options?: ReporterOnStartOptions): Promise<void> {
    if (this.#watching) return this.#tellWatching()
    if (this.#gate !== 'active') return
    this.#results = results
    await this.#guarded(async () => {
      const { startReport, runFailure } = await import('@zephyr-reporters/core')
      const { rootDir, shard } = this.#config
      const projectOf = (file: TestResult) => this.#projects.get(file)
      const told = () => ({ rootDir, shard, results: this.#results ?? results, projectOf })
      const run = () => runOf(told(), runFailure)
      this.#report = startReport({ runner: 'jest', options: this.#options, run })
    })
  }

  onTestFileStart({ path }: Test): void {
    this.#running.add(path)
  }

  onTestFileResult({ path, context }: Test, result: TestResult, results: AggregatedResult): void {
    this.#running.delete(path)
    this.#projects.set(result, context.config.displayName?.name)
    this.#results = results
  }

  /** With bail and several workers Jest calls this again for each later failing file, and exits when the first call ends. */
  onRunComplete(_contexts: unknown, results: AggregatedResult): Promise<void> {
    this.#results = results
    this.#ended ??= this.#guarded(async () => {
      if (!this.#report) return
      if (this.#config.bail > 0) await this.#untilStartedFilesEnd()
      const { failRun } = await this.#report.end()
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

  async #tellWatching(): Promise<void> {
    if (gate(this.#options) !== 'active') return
    await this.#guarded(async () => {
      const { tellInactive } = await import('@zephyr-reporters/core')
      tellInactive('watch mode', this.#options, 'jest')
    })
  }

  /** Files that other workers had begun when one failed: what they say is still part of the run. */
  async #untilStartedFilesEnd(): Promise<void> {
    const started = [...this.#running]
    const patience = performance.now() + 5000
    while (started.some((path) => this.#running.has(path)) && performance.now() < patience) await sleep(50)
  }

  /** A hook of ours never throws. */
  async #guarded(act: () => Promise<void>): Promise<void> {
    try {
      await act()
    } catch (error) {
      // The core itself could not be loaded or started, so its log is not there to tell.
      process.stderr.write(`[zephyr] Error: ${error instanceof Error ? error.message : String(error)}\n`)
    }
  }
}
