import { expect, test } from 'vitest'
import { killedTogether } from './killed-together.mjs'

// SIGKILL at instants spread over two runs that end at once in one folder.

test.each([false, true])('two runs in one folder, both killed: %s', { timeout: 240_000 }, async (both) => {
  const { ms } = await killedTogether({})
  const count = 12
  const seen = new Set<string>()
  for (let index = 0; index < count; index++) {
    const after = (index / count) * ms * 1.2
    const outcome = await killedTogether({ after, both })
    const where = `killed after ${after.toFixed()} of ${ms.toFixed()} ms: ${JSON.stringify(outcome)}`
    for (const [at, record] of outcome.begun.entries()) {
      // The last receipt of a result file stays; an older one may have been cleared away with its file.
      expect(['', 'pending', 'receipt'], where).toContain(record)
      expect(outcome.runs[at], where).toBeLessThanOrEqual(1)
      if (record !== '') expect(outcome.runs[at], where).toBe(1)
    }
    // The one that nobody killed has delivered, whatever became of the other.
    if (!both) expect(outcome.runs[1], where).toBe(1)
    expect([outcome.others, outcome.pending], where).toEqual([0, 0])
    for (const record of outcome.begun) seen.add(record)
  }
  expect(seen).toContain('pending')
})
