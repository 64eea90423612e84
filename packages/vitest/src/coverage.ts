import type { Vitest } from 'vitest/node'

/**
 * Vitest judges coverage behind every reporter's last hook. So its provider is asked here first, with a logger that only
 * listens: its own words for the thresholds that were missed. A provider of the team's own that judges otherwise is not asked.
 */
export function missedThresholds(vitest: Vitest, coverage: unknown): string[] {
  const { thresholds, reportOnFailure } = vitest.config.coverage
  if (coverage === undefined || !thresholds) return []
  // With a failed test there is no report, and none is judged.
  if (!reportOnFailure && vitest.state.getCountOfFailedTests() > 0) return []
  const words: string[] = []
  const provider: unknown = Reflect.get(vitest, 'coverageProvider')
  if (!isJudge(provider)) return []
  const logger = { error: (text: unknown) => words.push(String(text).replace(/^ERROR: /, '')) }
  const listening: Judge = Object.create(provider, {
    ctx: { value: Object.create(vitest, { logger: { value: logger } }) },
  })
  const { exitCode } = process
  listening.checkThresholds(listening.resolveThresholds(coverage))
  // Vitest sets it itself in a moment.
  process.exitCode = exitCode
  return words
}

/** Vitest's own providers, v8 and istanbul. */
interface Judge {
  resolveThresholds(coverage: unknown): unknown
  checkThresholds(resolved: unknown): void
}

function isJudge(provider: unknown): provider is Judge {
  return (
    typeof provider === 'object' &&
    provider !== null &&
    'resolveThresholds' in provider &&
    typeof provider.resolveThresholds === 'function' &&
    'checkThresholds' in provider &&
    typeof provider.checkThresholds === 'function'
  )
}
