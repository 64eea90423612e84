import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { differences, linksOf, wrongLinks } from '../harness/project.ts'
import { check, ciArgs, dryRun, jestProject, newest, scenarios } from './jest.ts'

// The torture suites with the newest Jest, and what differs most with the oldest; `matrix.ts` has the others.
test.concurrent.each(scenarios(newest))('$name: records exactly what the truth table says', async (scenario) => {
  expect(await check(scenario)).toEqual([])
})

const oldest = '29.0.0'
const thin = scenarios(oldest).filter(({ name }) => ['outcomes', 'hooks'].includes(name))
test.concurrent.each(thin)(`$name: Jest ${oldest} on Node 20`, async (scenario) => {
  expect(await check(scenario, oldest, '20')).toEqual([])
})

test.concurrent.each(scenarios(newest).filter(({ name }) => name === 'projects'))(
  '$name: the newest Jest on Node 20',
  async (scenario) => {
    expect(await check(scenario, newest, '20')).toEqual([])
  },
)

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
  // Its head and its tail: 100 KB of them.
  expect(text('fails with a megabyte')).toMatch(
    /^Error: x{50000,}\n\[9\d\d KB cut out here\]\nx{45000,}[\s\S]*outcomes\.test\.js:21/,
  )
  expect(text('fails with a megabyte').length).toBeLessThanOrEqual(100 * 1024)
  expect(text('passes unexpectedly')).toContain('supposed to fail')
})

test.concurrent('requirements and tags: by docblock and title; a wrong one is told, its result kept', async () => {
  const { run, records } = await jestProject('links')
  const { stderr, code } = await run(ciArgs, { env: { ...dryRun, ZEPHYR_TITLE_LINKS: 'true' } })
  expect(code).toBe(1)
  expect(linksOf(await records())).toEqual({
    'PASS tests.bom | one line': 'ID_5; ',
    'PASS tests.docblock | passes': 'ID_12 AltID_R-1; smoke nightly slow',
    'FAIL tests.docblock | fails': 'ID_12 AltID_R-1; smoke nightly slow',
    'PASS tests.none | has none': '; ',
    'PASS tests.titles | logs in': 'ID_12 AltID_R1; smoke',
    'PASS tests.titles | checkout > pays as user@example.com': '; nightly',
  })
  expect(wrongLinks(stderr).sort()).toEqual([
    'AltID_A_B: passes, and 1 more (tests/docblock.test.js)',
    'ID_0: passes, and 1 more (tests/docblock.test.js)',
    'ID_x: checkout @nightly > pays [ID_x] as user@example.com (tests/titles.test.js)',
  ])
})

test.concurrent('a failed afterAll is told apart from the tests that failed', async () => {
  const { run, records } = await jestProject('hooks')
  await run([...ciArgs, 'after-all'], { env: dryRun })
  const text = (await records()).find(({ name }) => name === '[unhandled error]')?.attachment ?? ''
  for (const hook of ['first', 'second', 'deep', 'afterAll of the file']) expect(text).toContain(hook)
  expect(text).not.toMatch(/^ +body$/m)
})
