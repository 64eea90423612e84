import type { TestResult } from '../results/model.js'

/** How many tests there are, and what became of them: recorded + omitted = total. */
export interface Counts {
  /** All test cases, with the failing ones that stand for no test. */
  total: number
  passed: number
  failed: number
  /** How many of `passed` needed a retry. */
  flaky: number
  notRun: number
  /** Test cases in the file. */
  recorded: number
  /** How many were left out, by the runner's word for why. */
  omitted: Record<string, number>
}

/** Counts of nothing yet, to be added to. */
export const noCounts = (): Counts => ({
  total: 0,
  passed: 0,
  failed: 0,
  flaky: 0,
  notRun: 0,
  recorded: 0,
  omitted: {},
})

/** Adds one test. */
export function count(
  counts: Counts,
  { outcome, flaky, reason = 'skipped' }: Pick<TestResult, 'outcome' | 'flaky' | 'reason'>,
  skipped: 'omit' | 'include',
) {
  counts.total++
  counts[outcome]++
  if (outcome === 'passed' && flaky) counts.flaky++
  if (outcome === 'notRun' && skipped === 'omit') counts.omitted[reason] = (counts.omitted[reason] ?? 0) + 1
  else counts.recorded++
}

/** Adds the counts of a part of the run. */
export function addCounts(total: Counts, { omitted, ...counts }: Counts) {
  for (const name of countNames) total[name] += counts[name]
  for (const [reason, count] of Object.entries(omitted)) total.omitted[reason] = (total.omitted[reason] ?? 0) + count
}

const countNames = ['total', 'passed', 'failed', 'flaky', 'notRun', 'recorded'] as const
