import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { differences, newest, project, type TruthRow } from './harness.ts'
import { suites } from './truth.ts'

// The torture suites with the newest Playwright; `matrix.ts` has the others.
const env = { ZEPHYR_DRY_RUN: 'true', NODE_OPTIONS: '--max-old-space-size=200' }

const { outcomes, ...others } = suites
test.concurrent.each(Object.entries(others))('%s: records exactly what the truth table says', async (suite, rows) => {
  await runSuite(suite, rows)
})

test.concurrent('outcomes: records exactly what the truth table says, with texts, requirements and tags', async () => {
  const { found, stderr, folder } = await runSuite('outcomes', outcomes)

  const of = (name: string) => found.find((record) => record.name === name)
  expect(of('linked @smoke')).toMatchObject({ requirements: ['ID_12', 'AltID_R1'] })
  expect(of('linked @smoke')?.tags.toSorted()).toEqual(['fast', 'nightly', 'smoke'])
  expect(of('linked wrongly')).toMatchObject({ requirements: [], status: 'FAIL' })
  expect(stderr).toMatch(/REQ-1/)
  expect(of('linked from its body')).toMatchObject({ requirements: ['ID_99'] })
  expect(of('tagged > inherits')).toMatchObject({ tags: ['group'] })

  const text = (name: string) => of(name)?.attachment ?? ''
  for (const { status, attachment } of found) if (status === 'FAIL') expect(attachment?.trim()).not.toBe('')
  expect(text('fails two soft assertions')).toMatch(/Expected: "b".*Expected: "d"/s)
  expect(text('throws with a chain of causes')).toMatch(/outer.*Caused by: Error: middle.*Caused by: Error: innermost/s)
  expect(text('passes unexpectedly')).toBe('Expected to fail, but passed.')
  expect(text('with retries > fails each time')).toContain('attempt 2')
  expect(text('serial that fails each time > second fails at the first')).toContain('at the first attempt')
  expect(text('has attachments and fails')).toMatch(/Attachments:\nevidence: test-results\/.*\.txt/)
  expect(await readFile(join(folder, 'zephyr-results/playwright.xml'), 'utf8')).not.toContain(
    'a text kept out of the file',
  )
})

async function runSuite(suite: string, rows: readonly TruthRow[]) {
  const { run, records, counted, folder } = await project(suite, newest)
  const { code, stderr } = await run(['test'], { env })
  const found = await records()
  expect(differences(found, rows)).toEqual([])
  expect(code).toBe(1)

  // Every test that Playwright counted is recorded or left out; what stands for no test is beside them.
  const { expected, unexpected, flaky, skipped } = await counted()
  const tests = rows.filter(({ name }) => !/^\[.*\]$/.test(name))
  expect(tests.filter(({ status }) => status === 'FAIL')).toHaveLength(unexpected)
  expect(tests.filter(({ status }) => status === 'PASS')).toHaveLength(expected + flaky)
  expect(tests.filter(({ status }) => status === 'omitted')).toHaveLength(skipped)
  return { found, stderr, folder }
}
