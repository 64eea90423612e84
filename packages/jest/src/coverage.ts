import { createRequire } from 'node:module'
import type { Config, CoverageReporter, ReporterContext, Test, TestContext } from '@jest/reporters'
import type { AggregatedResult, TestResult } from '@jest/test-result'

/** What Jest will say of the run's coverage. */
export interface CoverageVerdict {
  add(test: Test, result: TestResult): void
  /** Jest's own words for the thresholds that were missed. */
  missed(contexts: Set<TestContext>, results: AggregatedResult): Promise<string | undefined>
}

/**
 * Jest judges coverage behind every reporter's last hook. So its own judge is asked here first, with its voice and its
 * reports turned off. None where no threshold is set.
 */
export function coverageVerdict(config: Config.GlobalConfig, context: ReporterContext): CoverageVerdict | undefined {
  if (!config.collectCoverage || !config.coverageThreshold) return undefined
  const judge = new (silent(jestReporters().CoverageReporter))(
    // Without any report it would print a summary, unless its output goes to stderr.
    { ...config, coverageReporters: [], useStderr: true },
    context,
  )
  return {
    // A copy: Jest's own judge counts up the very objects that it is given.
    add: (test, result) => judge.onTestResult(test, { ...result, coverage: structuredClone(result.coverage) }),
    async missed(contexts, results) {
      await judge.onRunComplete(contexts, { ...results })
      return judge.getLastError()?.message
    },
  }
}

function silent(Reporter: typeof CoverageReporter): typeof CoverageReporter {
  return class extends Reporter {
    override log() {}
  }
}

/** `@jest/reporters` of the Jest that is installed beside us: a dependency of its dependency, not ours. */
function jestReporters(): { CoverageReporter: typeof CoverageReporter } {
  const from = (path: string) => createRequire(path)
  return from(from(from(import.meta.url).resolve('jest')).resolve('@jest/core'))('@jest/reporters')
}
