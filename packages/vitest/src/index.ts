import type { ZephyrReporterOptions } from '@zephyr-reporters/core'
import { type Gate, gate, guarded, isRepeated } from '@zephyr-reporters/reporter-kit'
import type { Reporter, TestModule, TestSpecification, Vitest } from 'vitest/node'
import type { VitestRun, VitestSeen } from './run.js'

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
  readonly #seen: VitestSeen = { startedAt: new Date(), planned: [], collected: new Set(), errors: [] }
  #gate: Gate = 'off'
  #vitest: Vitest | undefined
  #run: Promise<VitestRun | undefined> | undefined

  constructor(options: ZephyrReporterOptions = {}) {
    this.#options = options
  }

  onInit(vitest: Vitest): void {
    this.#vitest = vitest
    this.#gate = isRepeated(vitest, this.#options) ? 'off' : gate(this.#options)
    if (this.#gate !== 'active') return
    this.#run = guarded(async () => {
      const { startRun, printWatching } = await import('./run.js')
      if (!vitest.config.watch) return startRun(vitest, this.#options, this.#seen)
      await printWatching(vitest, this.#options)
      return undefined
    })
  }

  async onTestRunStart(planned: readonly TestSpecification[]): Promise<void> {
    Object.assign(this.#seen, { startedAt: new Date(), planned })
    // From here on a signal finds the report open.
    await this.#run
  }

  onTestModuleCollected(module: TestModule): void {
    if (this.#vitest?.config.mergeReports) this.#seen.collected.add(module)
  }

  onCoverage(coverage: unknown): void {
    this.#seen.coverage = coverage
  }

  /** Vitest 3 calls this beside `onTestRunEnd`, and `onCoverage` only after both. */
  onFinished(_files: unknown, _errors: unknown, coverage: unknown): void {
    this.#seen.coverage = coverage
  }

  async onTestRunEnd(modules: readonly TestModule[], errors: readonly unknown[], reason: string): Promise<void> {
    Object.assign(this.#seen, { modules, errors, reason })
    if (this.#gate === 'no-token-strict' && !this.#vitest?.config.watch) process.exitCode = 1
    await guarded(async () => {
      if (await (await this.#run)?.end()) process.exitCode = 1
    })
  }
}
