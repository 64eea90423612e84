import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { differences } from '../harness/project.ts'
import { ciArgs, dryRun, jestProject, newest, scenarios } from './jest.ts'

// The torture suites with the newest Jest; `matrix.ts` has the others.
test.concurrent.each(scenarios(newest))('$name: records exactly what the truth table says', async ({ suite, rows }) => {
  const { run, records } = await jestProject(suite)
  const { code, stderr } = await run(ciArgs, { env: dryRun })
  const found = await records()
  expect(differences(found, rows)).toEqual([])
  expect(code).toBe(1)
  for (const { status, attachment } of found) if (status === 'FAIL') expect(attachment?.trim()).toBeTruthy()

  // Every test that Jest counted is recorded or left out; what stands for no test is beside them.
  const tests = rows.filter(({ name }) => !/^\[.*\]$/.test(name))
  const of = (wanted: string) => tests.filter(({ status }) => status === wanted).length
  expect(countedBy(stderr)).toEqual({ failed: of('FAIL'), passed: of('PASS'), notRun: of('omitted') })
})

test.concurrent('outcomes: texts, requirements and tags; `include` records every test that did not run', async () => {
  const rows = scenarios(newest).find(({ name }) => name === 'outcomes')?.rows ?? []
  const { run, records, folder } = await jestProject('outcomes')
  const { stderr } = await run(ciArgs, { env: { ...dryRun, ZEPHYR_SKIPPED: 'include' } })
  const found = await records()
  expect(
    differences(
      found,
      rows.map((row) => (row.status === 'omitted' ? { ...row, status: 'PASS' } : row)),
    ),
  ).toEqual([])

  const of = (name: string) => found.find((record) => record.name === name)
  expect(of('fails an assertion')).toMatchObject({ requirements: ['ID_12', 'AltID_R1'], tags: ['smoke', 'nightly'] })
  expect(of('flaky')).toMatchObject({ requirements: [], tags: [] })
  expect(stderr).toMatch(/REQ-1/)

  const file = await readFile(join(folder, 'zephyr-results/jest.xml'), 'utf8')
  expect(file.match(/<property name="flaky"/g)).toHaveLength(1)
  expect(file).toMatch(/ name="flaky" time="[\d.]+"><properties><property name="flaky" value="true"\/>/)

  const text = (name: string) => of(name)?.attachment ?? ''
  expect(text('fails an assertion')).toMatch(/Expected: 2\nReceived: 1[\s\S]*outcomes\.test\.js:/)
  expect(text('throws an Error with no message and no stack')).toBe('Error (without a message)')
  expect(text('throws null')).toContain('thrown: null')
  expect(text('throws with a chain of causes')).toMatch(/outer[\s\S]*inner[\s\S]*innermost/)
  expect(text('fails with a nasty text')).toContain('red ]]> <b>&amp;')
  expect(text('fails with a megabyte').length).toBeGreaterThan(1024 * 1024)
  expect(text('passes unexpectedly')).toContain('supposed to fail')
})

/** Jest's own last lines: `Tests:       31 failed, 3 skipped, 1 todo, 25 passed, 60 total`. */
function countedBy(stderr: string) {
  const line = stderr.split('\n').findLast((text) => text.startsWith('Tests:')) ?? ''
  const of = (word: string) => Number(new RegExp(`(\\d+) ${word}`).exec(line)?.[1] ?? 0)
  return { failed: of('failed'), passed: of('passed'), notRun: of('skipped') + of('todo') }
}
