import { setTimeout as sleep } from 'node:timers/promises'
import type { Config, ReporterContext, Test, TestContext } from '@jest/reporters'
import type { AggregatedResult, TestResult } from '@jest/test-result'
import type { ZephyrReporterOptions } from '@zephyr-reporters/core'
// Not from reporter-kit: what both it and index.ts import would be a second file that an inactive reporter loads.
import { guarded, printInactive, startReport } from '@zephyr-reporters/core/report'
import { frameOf, type JestFile, type JestReported, resultsOf, runOf } from './results.js'

// What an active reporter does during a run; loaded when one begins.

/** A Jest run that is being reported. */
export interface JestRun {
  /** @returns when a cut of the run loses no result any more. */
  fileStarted(test: Test): Promise<void>
  fileEnded(test: Test, result: TestResult, results: AggregatedResult): void
  /** Jest has called its end hook, perhaps again: `bail` with several workers does so for each later failing file. */
  seen(results: AggregatedResult): void
  /** @returns whether the run is to fail. */
  end(contexts: Set<TestContext>): Promise<boolean>
}

/** What Jest hands its reporters. */
export interface JestSetup {
  config: Config.GlobalConfig
  options: ZephyrReporterOptions
  context: ReporterContext
}

export async function startRun({ config, options, context }: JestSetup, first: AggregatedResult): Promise<JestRun> {
  /** Files that are running, by {@link keyOf}. */
  const running = new Map<string, Test>()
  const ended = new WeakMap<TestResult, JestFile>()
  const { rootDir, shard } = config
  let results = first
  let uncaught: unknown
  let missedThresholds: string | undefined

  const reported = (processEnds: boolean): JestReported => ({
    rootDir,
    shard,
    results,
    ended,
    unfinished: processEnds ? [...running.values()] : [],
    uncaught: processEnds ? uncaught : undefined,
    missedThresholds,
  })
  const report = await startReport({ runner: 'jest', options, run: (cutOff) => runOf(reported(cutOff === 'exit')) })
  /** A test in Jest's own process that throws after its end takes the process with it. */
  const onUncaught = (error: unknown) => {
    // Jest's own listener, where there is one, lays the error on a test and goes on.
    if (process.listenerCount('uncaughtException') === 0) uncaught = error ?? `${error} was thrown`
  }
  process.on('uncaughtExceptionMonitor', onUncaught)
  const coverage = await guarded(async () => {
    if (!config.coverageThreshold) return undefined
    const { coverageVerdict } = await import('./coverage.js')
    return coverageVerdict(config, context)
  })
  const frame = frameOf({ rootDir, shard, results })

  return {
    fileStarted(test) {
      running.set(keyOf(test), test)
      return report.ready
    },
    fileEnded(test, result, soFar) {
      running.delete(keyOf(test))
      results = soFar
      const file = resultsOf(result, test, rootDir)
      ended.set(result, file)
      report.fileEnded(file, frame)
      coverage?.add(test, result)
    },
    seen(known) {
      results = known
    },
    async end(contexts) {
      if (config.bail > 0) await untilStartedFilesEnd(running)
      await guarded(async () => {
        missedThresholds = await coverage?.missed(contexts, results)
      })
      const { failRun } = await report.end()
      process.off('uncaughtExceptionMonitor', onUncaught)
      return failRun
    },
  }
}

/** Prints, where a credential is set, that nothing is sent in watch mode. */
export const printWatching = (options: ZephyrReporterOptions) => printInactive('watch mode', options, 'jest')

/** Waits for files that other workers had begun when `bail` ended the run: their results belong to it. */
async function untilStartedFilesEnd(running: ReadonlyMap<string, Test>): Promise<void> {
  const started = [...running.keys()]
  const deadline = performance.now() + startedFilesMs
  while (started.some((key) => running.has(key)) && performance.now() < deadline) await sleep(50)
}

/** How long `bail` waits for files that are running in other workers. */
const startedFilesMs = 5000

const keyOf = ({ path, context }: Test) => `${context.config.id} ${path}`
