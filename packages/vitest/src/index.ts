import type { Report, ReportRequest, ZephyrReporterOptions } from '@zephyr-reporters/core'
import { type Gate, gate, guarded, isRepeated } from '@zephyr-reporters/reporter-kit'
import type { Reporter, TestModule, TestSpecification, Vitest } from 'vitest/node'
import type { VitestReported } from './results.js'

export { zephyr } from './zephyr.js'
export type { ZephyrReporterOptions }

/**
 * Delivers a Vitest run to Zephyr Enterprise.
 *
 * @example
 * // vitest.config.ts
 * export default defineConfig({ test: { reporters: ['default', ['@zephyr-reporters/vitest', { jobName: 'Nightly' }]] } })
 */
export default class ZephyrReporter implements Reporter {
  readonly #options: ZephyrReporterOptions
  #gate: Gate = 'off'
  #vitest: Vitest | undefined
  #startedAt = new Date()
  #planned: readonly TestSpecification[] = []
  #modules: readonly TestModule[] | undefined
  /** Of a merge: Vitest 3 and 4 leave modules from another folder out of what the end hook gets. */
  readonly #collected = new Set<TestModule>()
  #errors: readonly unknown[] = []
  #reason: string | undefined
  #coverage: unknown
  #missedThresholds: readonly string[] = []
  #report: Promise<Report | undefined> | undefined

  constructor(options: ZephyrReporterOptions = {}) {
    this.#options = options
  }

  onInit(vitest: Vitest): void {
    this.#vitest = vitest
    this.#gate = isRepeated(vitest, this.#options) ? 'off' : gate(this.#options)
    if (this.#gate !== 'active') return
    if (vitest.config.watch) {
      void guarded(async () => {
        const { printInactive } = await import('@zephyr-reporters/core/report')
        await printInactive(vitest.config.ui ? 'UI mode' : 'watch mode', this.#options, 'vitest')
      })
      return
    }
    this.#report = guarded(async () => {
      const [{ startReport, runFailure }, { runOf }] = await Promise.all([
        import('@zephyr-reporters/core/report'),
        import('./results.js'),
      ])
      const run: ReportRequest['run'] = (cutOff) => runOf(this.#reported(vitest, cutOff === 'exit'), runFailure)
      return await startReport({ runner: 'vitest', options: this.#options, run })
    })
  }

  async onTestRunStart(specifications: readonly TestSpecification[]): Promise<void> {
    this.#startedAt = new Date()
    this.#planned = specifications
    // From here on a signal finds the report open.
    await this.#report
  }

  onTestModuleCollected(module: TestModule): void {
    if (this.#vitest?.config.mergeReports) this.#collected.add(module)
  }

  onCoverage(coverage: unknown): void {
    this.#coverage = coverage
  }

  /** Vitest 3 calls this beside `onTestRunEnd`, and `onCoverage` only after both. */
  onFinished(_files: unknown, _errors: unknown, coverage: unknown): void {
    this.#coverage = coverage
  }

  async onTestRunEnd(modules: readonly TestModule[], errors: readonly unknown[], reason: string): Promise<void> {
    this.#modules = [...new Set([...modules, ...this.#collected])]
    this.#errors = errors
    this.#reason = reason
    await this.#end()
  }

  async #end(): Promise<void> {
    if (this.#gate === 'no-token-strict' && !this.#vitest?.config.watch) process.exitCode = 1
    await guarded(async () => {
      const report = await this.#report
      if (!report) return
      await guarded(async () => {
        if (!this.#vitest?.config.coverage.enabled) return
        const { missedThresholds } = await import('./coverage.js')
        this.#missedThresholds = missedThresholds(this.#vitest, this.#coverage)
      })
      if ((await report.end()).failRun) process.exitCode = 1
    })
  }

  #reported(vitest: Vitest, processEnds: boolean): VitestReported {
    // Midway, in a signal handler, Vitest's state knows what has been reported so far.
    const modules = this.#modules ?? vitest.state.getTestModules()
    return {
      vitest,
      modules,
      errors: this.#errors,
      startedAt: this.#startedAt,
      planned: this.#planned,
      reason: this.#reason,
      processEnds,
      missedThresholds: this.#missedThresholds,
    }
  }
}
