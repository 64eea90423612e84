import type { ZephyrReporterOptions } from '@zephyr-reporters/core'
// Not from reporter-kit: what both it and index.ts import would be a second file that an inactive reporter loads.
import { guarded, printInactive, startReport } from '@zephyr-reporters/core/report'
import type { TestModule, Vitest } from 'vitest/node'
import { runOf, type VitestReported } from './results.js'

// What an active reporter does during a run; loaded when Vitest begins.

/** What Vitest's hooks have said so far. */
export interface VitestSeen extends Pick<VitestReported, 'startedAt' | 'planned' | 'errors' | 'reason'> {
  /** Modules of the end hook; `undefined` before it. */
  modules?: readonly TestModule[]
  /** The modules of a merge: Vitest 3 and 4 leave modules from another folder out of what the end hook gets. */
  collected: Set<TestModule>
  /** The run's coverage, as Vitest hands it over. */
  coverage?: unknown
}

/** A Vitest run that is being reported. */
export interface VitestRun {
  /** @returns whether the run is to fail. */
  end(): Promise<boolean>
}

export async function startRun(vitest: Vitest, options: ZephyrReporterOptions, seen: VitestSeen): Promise<VitestRun> {
  let missedThresholds: readonly string[] = []
  const reported = (processEnds: boolean): VitestReported => ({
    ...seen,
    vitest,
    // Midway, in a signal handler, Vitest's state knows what has been reported so far.
    modules: seen.modules ? [...new Set([...seen.modules, ...seen.collected])] : vitest.state.getTestModules(),
    processEnds,
    missedThresholds,
  })
  const report = await startReport({ runner: 'vitest', options, run: (cutOff) => runOf(reported(cutOff === 'exit')) })
  return {
    async end() {
      await guarded(async () => {
        if (!vitest.config.coverage.enabled) return
        const coverage = await import('./coverage.js')
        missedThresholds = coverage.missedThresholds(vitest, seen.coverage)
      })
      return (await report.end()).failRun
    },
  }
}

/** Prints, where a credential is set, that nothing is sent in this mode. */
export const printWatching = ({ config }: Vitest, options: ZephyrReporterOptions) =>
  printInactive(config.ui ? 'UI mode' : 'watch mode', options, 'vitest')
