import type { Report, ZephyrReporterOptions } from '@zephyr-reporters/core'
import type { Reporter, TestModule, Vitest } from 'vitest/node'
import { type Gate, gate } from './gate.js'
import { runOf } from './results.js'

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
  #planned = 0
  #modules: readonly TestModule[] | undefined
  #errors: readonly unknown[] = []
  #reason: string | undefined
  #report: Promise<Report | undefined> | undefined

  constructor(options: ZephyrReporterOptions = {}) {
    this.#options = options
  }

  onInit(vitest: Vitest): void {
    this.#vitest = vitest
    this.#gate = gate(this.#options)
    if (this.#gate !== 'active') return
    if (vitest.config.watch) {
      void this.#guarded(async () => {
        const { tellInactive } = await import('@zephyr-reporters/core')
        tellInactive(vitest.config.ui ? 'UI mode' : 'watch mode', this.#options, 'vitest')
      })
      return
    }
    this.#report = this.#guarded(async () => {
      const { startReport, runFailure } = await import('@zephyr-reporters/core')
      return startReport({ runner: 'vitest', options: this.#options, run: () => runOf(this.#told(vitest), runFailure) })
    })
  }

  async onTestRunStart(specifications: readonly unknown[]): Promise<void> {
    this.#startedAt = new Date()
    this.#planned = specifications.length
    // From here on a signal finds the report open.
    await this.#report
  }

  async onTestRunEnd(modules: readonly TestModule[], errors: readonly unknown[], reason: string): Promise<void> {
    this.#modules = modules
    this.#errors = errors
    this.#reason = reason
    await this.#end()
  }

  async #end(): Promise<void> {
    if (this.#gate === 'no-token-strict' && !this.#vitest?.config.watch) process.exitCode = 1
    await this.#guarded(async () => {
      const report = await this.#report
      if ((await report?.end())?.failRun) process.exitCode = 1
    })
  }

  #told(vitest: Vitest) {
    // Midway, in a signal handler, Vitest's state knows what has been reported so far.
    const modules = this.#modules ?? vitest.state.getTestModules()
    return {
      vitest,
      modules,
      errors: this.#errors,
      startedAt: this.#startedAt,
      planned: this.#planned,
      reason: this.#reason,
    }
  }

  /** A hook of ours never throws. */
  async #guarded<T>(act: () => Promise<T>): Promise<T | undefined> {
    try {
      return await act()
    } catch (error) {
      // The core itself could not be loaded or started, so its log is not there to tell.
      process.stderr.write(`[zephyr] Error: ${error instanceof Error ? error.message : String(error)}\n`)
      return undefined
    }
  }
}
