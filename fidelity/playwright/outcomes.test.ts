import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { newest, project, type TruthRow } from './harness.ts'
import { suites } from './truth.ts'

// The torture suites with the newest Playwright; `matrix.ts` has the others, and reporter.test.ts delivers `projects`.

const { outcomes, hooks, deaths } = suites
test.concurrent.each(Object.entries({ hooks, deaths }))(
  '%s: records exactly what the truth table says',
  async (suite, rows) => {
    await runSuite(suite, rows)
  },
)

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
  const { check, folder } = await project(suite, newest)
  const { wrong, ...ran } = await check(['test'], rows)
  expect(wrong).toEqual([])
  return { ...ran, folder }
}
