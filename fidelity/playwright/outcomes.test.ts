import { expect, test } from 'vitest'
import { differences, newest, project } from './harness.ts'
import { suites } from './truth.ts'

// The torture suites with the newest Playwright; `matrix.ts` has the others.
const dryRun = { ZEPHYR_DRY_RUN: 'true' }

test.concurrent.each(Object.entries(suites))('%s: records exactly what the truth table says', async (suite, rows) => {
  const { run, records, counted } = await project(suite, newest)
  const env = { ...dryRun, NODE_OPTIONS: '--max-old-space-size=200' }
  const { code, stderr } = await run(['test'], { env })
  expect(differences(await records(), rows)).toEqual([])
  expect(code).toBe(1)

  // Every test that Playwright counted is recorded or left out; what stands for no test is beside them.
  const { expected, unexpected, flaky, skipped } = await counted()
  const tests = rows.filter(({ name }) => !/^\[.*\]$/.test(name))
  expect(tests.filter(({ status }) => status === 'FAIL')).toHaveLength(unexpected)
  expect(tests.filter(({ status }) => status === 'PASS')).toHaveLength(expected + flaky)
  expect(tests.filter(({ status }) => status === 'omitted')).toHaveLength(skipped)
  expect(stderr).toContain('[zephyr]')
})
