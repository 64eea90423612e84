import { createRequire } from 'node:module'
import type { Report, ZephyrReporterOptions } from '@zephyr-reporters/core'
import { gate, guarded, isRepeated } from '@zephyr-reporters/reporter-kit'
import type { MochaOptions, Printer, Runner } from './mocha.js'
import { startPrinter, withoutPrinters } from './printer.js'
import { collectResults } from './results.js'

export type { MochaOptions, Runner } from './mocha.js'
export type { ZephyrReporterOptions }

/**
 * Delivers a Mocha run to Zephyr Enterprise, and prints through `spec` or the reporter that the option `reporter` names.
 *
 * @example
 * // .mocharc.json
 * { "reporter": "@zephyr-reporters/mocha", "reporter-option": ["jobName=Nightly", "reporter=dot"] }
 */
export default class ZephyrReporter {
  readonly #printer: Printer
  readonly #report: Promise<Report | undefined> | undefined
  /** `strict` without a credential: the run fails though no report of ours is made. */
  readonly #isRefused: boolean = false
  #failures: number | undefined

  constructor(runner: Runner, options: MochaOptions = {}) {
    const given = options.reporterOptions ?? {}
    this.#printer = startPrinter(runner, options, given)
    const own: ZephyrReporterOptions = withoutPrinters(given)
    if (isRepeated(runner, own)) return
    const inactive = inactiveMode(options)
    const state = gate(own)
    this.#isRefused = state === 'no-token-strict' && !inactive
    if (state !== 'active') return
    if (inactive) {
      sayInactive(inactive, own)
      return
    }
    const results = collectResults(runner, options)
    this.#report = guarded(async () => {
      const { startReport, runFailure } = loadCore()
      return startReport({
        runner: 'mocha',
        options: own,
        run: (cutOff) => results.runOf({ failures: this.#failures, hasProcessEnded: cutOff === 'exit' }, runFailure),
      })
    })
  }

  /** The only hook that Mocha waits for: `then` ends the process. */
  async done(failures: number, then: (failures: number) => void): Promise<void> {
    this.#failures = failures
    const failRun = await guarded(async () => (await (await this.#report)?.end())?.failRun)
    const count = failRun || this.#isRefused ? Math.max(1, failures) : failures
    if (this.#printer.done) this.#printer.done(count, then)
    else then(count)
  }
}

/**
 * The core with what writes the file, in one step: tests run in this very process, from the next tick on, and one that ends
 * it while a module is still being loaded would take the results with it. Mocha `require`s reporters, so Node can.
 */
function loadCore(): typeof import('@zephyr-reporters/core/report') {
  const require = createRequire(import.meta.url)
  require('@zephyr-reporters/core/internal')
  return require('@zephyr-reporters/core/report')
}

// Mocha `require`s its reporter and calls what it gets as a constructor: of an ES module that is this export.
export { ZephyrReporter as 'module.exports' }

function inactiveMode({ watch, dryRun }: MochaOptions): string | undefined {
  if (watch) return 'watch mode'
  // Mocha's own dry run calls every test passed without running it.
  return dryRun ? "Mocha's dry run" : undefined
}

let isSaid = false

/** Once: in watch mode every run makes a new reporter. */
function sayInactive(mode: string, options: ZephyrReporterOptions) {
  if (isSaid) return
  isSaid = true
  void guarded(async () => {
    const { printInactive } = await import('@zephyr-reporters/core/report')
    await printInactive(mode, options, 'mocha')
  })
}
