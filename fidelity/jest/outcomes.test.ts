import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { differences, linksOf, wrongLinks } from '../harness/project.ts'
import { check, checked, ciArgs, dryRun, jestProject, newest, scenarios } from './jest.ts'

// The torture suites with the newest Jest, and the outcomes with the oldest on the oldest Node; `matrix.ts` has the others.
const looked = ['outcomes', 'hooks']
const [outcomes, hooks] = looked.map((name) => scenarios(newest).find((scenario) => scenario.name === name))
const others = scenarios(newest).filter(({ name }) => !looked.includes(name))
test.concurrent.each(others)('$name: records exactly what the truth table says', async (scenario) => {
  expect(await check(scenario)).toEqual([])
})

const oldest = '29.0.0'
test.concurrent.each(scenarios(oldest).filter(({ name }) => name === 'outcomes'))(
  `$name: Jest ${oldest} on Node 20`,
  async (scenario) => {
    expect(await check(scenario, oldest, '20')).toEqual([])
  },
)

test.concurrent('outcomes: `include` records every test that did not run', async () => {
  const { run, records } = await jestProject('outcomes')
  await run([...ciArgs, 'tests/outcomes'], { env: { ...dryRun, ZEPHYR_SKIPPED: 'include' } })
  const rows = outcomes?.rows.filter(({ packageName }) => packageName === 'tests.outcomes') ?? []
  expect(rows.filter(({ status }) => status === 'omitted').length).toBeGreaterThan(1)
  const due = rows.map((row) => (row.status === 'omitted' ? ({ ...row, status: 'PASS' } as const) : row))
  expect(differences(await records(), due)).toEqual([])
})

test.concurrent('outcomes: records exactly what the truth table says, with texts, requirements, tags, flaky', async () => {
  if (!outcomes) throw new Error('no scenario named outcomes')
  const { wrong, found, stderr, folder } = await checked(outcomes)
  expect(wrong).toEqual([])

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

test.concurrent('hooks: records exactly what the truth table says; a failed afterAll is no failure of its tests', async () => {
  if (!hooks) throw new Error('no scenario named hooks')
  const { wrong, found } = await checked(hooks)
  expect(wrong).toEqual([])
  const afterAll = found.find(
    ({ packageName, name }) => packageName === 'tests.after-all' && name === '[unhandled error]',
  )
  const text = afterAll?.attachment ?? ''
  for (const hook of ['first', 'second', 'deep', 'afterAll of the file']) expect(text).toContain(hook)
  expect(text).not.toMatch(/^ +body$/m)
})
