// biome-ignore-all lint/suspicious/noTemplateCurlyInString: ${…} is the template language's own syntax.

import { expect, test } from 'vitest'
import { call, create, detail, emulatorFor, ended, jsonOf, passing, suite, upload } from './world.ts'

const failing = (name: string, classname = 'a') =>
  `<testcase classname="${classname}" name="${name}"><failure>no ${name}</failure></testcase>`
const latest = (of: Awaited<ReturnType<typeof emulatorFor>>) =>
  of.records({ runId: of.runs().at(-1)?.id }).map(({ testcase, name, status }) => [testcase, name, status])

test('test cases live in the repository across runs, jobs and cycles: exactly the name, in its folder', async () => {
  const emulator = await emulatorFor()
  await create(emulator, {}, suite(passing('one', 'a.b'), passing('one', 'a.c'), passing('One', 'a.b')))
  await ended(emulator)
  const first = latest(emulator)
  expect(new Set(first.map(([testcase]) => testcase)).size).toBe(3)
  // Another job, another cycle, another release's folder.
  await create(emulator, { jobName: 'Other', cycleName: 'Other' }, suite(failing('one', 'a.b')))
  await ended(emulator)
  expect(latest(emulator)).toEqual([[first[0]?.[0], 'one', 'FAIL']])
  for (const place of [{ jobDetailTcrCatalogTreeId: 33 }, { releaseId: 12 }]) {
    await create(emulator, place, suite(passing('one', 'a.b')))
    await ended(emulator)
    expect(first.map(([testcase]) => testcase)).not.toContain(latest(emulator)[0]?.[0])
  }
  const tree = (await call(emulator, 'v3/testcasetree?releaseid=11')).body
  const a = tree[0].categories.find(({ name }: { name: string }) => name === 'a')
  expect(a).toMatchObject({ parentId: 32, categories: [{ name: 'b' }, { name: 'c' }] })
  const b = a.categories[0]
  expect((await call(emulator, `v3/testcasetree/hierarchy/${b.id}`)).body).toEqual([32, a.id, b.id])
  expect((await call(emulator, 'v3/testcasetree/hierarchy/77')).status).toBe(400)
})

test('two records of one name are two test cases, matched in order; by a habit, one', async () => {
  const emulator = await emulatorFor()
  await create(emulator, {}, suite(passing('same'), failing('same')))
  await ended(emulator)
  const two = latest(emulator)
  expect(two[0]?.[0]).not.toBe(two[1]?.[0])
  await upload(emulator, 'update-execute-job', { id: 101 }, suite(failing('same'), passing('same'), passing('same')))
  await ended(emulator)
  const three = latest(emulator)
  expect(three.slice(0, 2).map(([testcase]) => testcase)).toEqual(two.map(([testcase]) => testcase))
  expect(new Set(three.map(([testcase]) => testcase)).size).toBe(3)
  emulator.setHabits({ parser: { sameName: 'one' } })
  await create(emulator, { cycleName: 'One' }, suite(failing('same'), passing('same')))
  await ended(emulator)
  const cycle = emulator.runs().at(-1)?.cycle ?? 0
  expect(emulator.executions(cycle)).toMatchObject([{ name: 'same', status: 'PASS', testcase: two[0]?.[0] }])
})

test('phases of one cycle stand apart; executions keep what an earlier run said', async () => {
  const emulator = await emulatorFor()
  await create(emulator, { phaseName: 'Nightly' }, suite(passing('one'), failing('two')))
  await create(emulator, { phaseName: 'Weekly' }, suite(passing('two')))
  await create(emulator, {}, suite(passing('two')))
  await ended(emulator)
  const [cycle] = (await call(emulator, 'v3/cycle/release/11')).body
  // A phase that nobody named is the last level of the path.
  expect(cycle.cyclePhases.map(({ name }: { name: string }) => name)).toEqual(['Nightly', 'Weekly', 'Automation'])
  const nightly = await call(emulator, `v3/execution?cyclephaseid=${cycle.cyclePhases[0].id}`)
  expect(nightly.body).toMatchObject({
    resultSize: 2,
    results: [
      { status: '1', tcrTreeTestcase: { testcase: { name: 'one' } } },
      { status: '2', tcrTreeTestcase: { testcase: { name: 'two' } } },
    ],
  })
  expect(emulator.executions(cycle.id)).toHaveLength(4)
  expect(await call(emulator, `v3/cycle/${cycle.id}`)).toMatchObject({
    body: { id: cycle.id, cyclePhases: [{}, {}, {}] },
  })
  expect((await call(emulator, 'v3/execution?cyclephaseid=1')).status).toBe(400)
})

test('a run is compared with the one before of its job: new, broken, fixed, gone', async () => {
  const emulator = await emulatorFor()
  await create(
    emulator,
    {},
    suite(passing('stays'), passing('breaks'), failing('mends'), passing('goes'), failing('red')),
  )
  await upload(
    emulator,
    'update-execute-job',
    { id: 101 },
    suite(...[passing('stays'), failing('breaks'), passing('mends'), failing('red'), failing('appears')]),
  )
  await ended(emulator)
  const changes = emulator.records({ runId: 5002 }).map(({ name, change }) => [name, change])
  expect(Object.fromEntries(changes)).toEqual({
    stays: undefined,
    breaks: 'broken',
    mends: 'fixed',
    red: undefined,
    appears: 'new',
  })
  expect(emulator.records({ runId: 5001 }).every(({ change }) => change === undefined)).toBe(true)
  const run = await jsonOf(fetch(`${emulator.url}/api/runs/5002`))
  expect(run).toMatchObject({ total: 5, failed: 3, previous: 5001, changes: { new: 1, broken: 1, fixed: 1, gone: 1 } })
})

test('tags and requirements stay with the test case', async () => {
  const emulator = await emulatorFor()
  const tagged = (tag: string, requirement: string) =>
    suite(
      `<testcase classname="a" name="b"><tags><tag>${tag}</tag></tags><requirements><requirement>${requirement}</requirement></requirements></testcase>`,
    )
  await create(emulator, {}, tagged('smoke', 'ID_1'))
  await create(emulator, {}, tagged('ui', 'ID_1'))
  await ended(emulator)
  const { testcase } = emulator.records({ runId: 5002 })[0] ?? {}
  const kept = await jsonOf(fetch(`${emulator.url}/api/testcases/${testcase}`))
  expect(kept).toMatchObject({ name: 'b', tags: ['smoke', 'ui'], requirements: ['ID_1'] })
  expect(kept.history.map(({ run }: { run: { id: number } }) => run.id)).toEqual([5002, 5001])
})

test('a package of 5,000 segments: folders, the tree, and the page', async () => {
  const emulator = await emulatorFor()
  const deep = Array.from({ length: 5000 }, (_, level) => `p${level}`).join('.')
  await create(emulator, {}, suite(passing('deep', deep), passing('beside', 'p0')))
  await ended(emulator)
  expect(emulator.records({ jobId: 101 })).toHaveLength(2)
  const page = await fetch(`${emulator.url}/runs/5001`)
  expect(page.status).toBe(200)
  expect(await page.text()).toContain('p4999')
  const tree = await call(emulator, 'v3/testcasetree?releaseid=11')
  expect(tree.status).toBe(200)
  const testcase = emulator.records({ jobId: 101 })[0]?.testcase
  const { folder } = await jsonOf(fetch(`${emulator.url}/api/testcases/${testcase}`))
  expect((await call(emulator, `v3/testcasetree/hierarchy/${folder}`)).body).toHaveLength(5001)
})

const rules = suite(
  '<testcase classname="a" name="skipped"><skipped/></testcase>',
  '<testcase classname="a" name="error"><error>e</error></testcase>',
  '<testcase classname="a" name="no text"><failure message="m"/></testcase>',
  failing('red'),
)
test.each([
  ['stock', { skipped: 'PASS', error: 'PASS', 'no text': 'PASS', red: 'FAIL' }],
  ['skipped-aware', { skipped: 'OTHER', error: 'PASS', 'no text': 'PASS', red: 'FAIL' }],
  ['error-aware', { skipped: 'PASS', error: 'FAIL', 'no text': 'FAIL', red: 'FAIL' }],
] as const)('the rule set %s, which its own parser template says', async (chosen, expected) => {
  const emulator = await emulatorFor({ habits: { parser: { rules: chosen } } })
  await create(emulator, {}, rules)
  await ended(emulator)
  const recorded = emulator.records({ jobId: 101 }).map(({ name, status }) => [name, status])
  expect(Object.fromEntries(recorded)).toEqual(expected)
  const [cycle] = (await call(emulator, 'v3/cycle/release/11')).body
  const { results } = (await call(emulator, `v3/execution?cyclephaseid=${cycle.cyclePhases[0].id}`)).body
  expect(results[0].status).toBe(expected.skipped === 'OTHER' ? '10' : '1')
  const [junit] = (await call(emulator, 'v3/parsertemplate/')).body
  // What a client reads is what was used.
  const saved = await fetch(`${emulator.url}/api/templates/mine`, { method: 'PUT', body: junit.jsonTemplate })
  expect(saved.status).toBe(200)
  await create(emulator, { ...detail, automationFramework: 'Mine' }, rules)
  await ended(emulator)
  expect(Object.fromEntries(emulator.records({ jobId: 102 }).map(({ name, status }) => [name, status]))).toEqual(
    expected,
  )
})

test('Zephyr takes all of a file or nothing: refused near its end, or lost for a requirement’s id', async () => {
  const cases = Array.from({ length: 5000 }, (_, index) => passing(`case ${index}`))
  const emulator = await emulatorFor()
  await create(emulator, {}, `${suite(...cases).replace('</testsuites>', '')}<testcase`)
  const bad =
    '<testcase classname="a" name="b"><requirements><requirement>ID_12a</requirement></requirements></testcase>'
  await create(emulator, {}, suite(...cases, bad))
  await ended(emulator)
  expect(emulator.runs()).toMatchObject([
    { status: 'failed', total: 0 },
    { status: 'failed', total: 0, error: expect.stringMatching(/whole upload is lost.*ID_12a/) },
  ])
  expect(emulator.runs().flatMap(({ id }) => emulator.records({ runId: id }))).toEqual([])
  emulator.setHabits({ parser: { lostUploads: false } })
  await create(emulator, {}, suite(bad))
  await ended(emulator)
  expect(emulator.records({ runId: 5003 })).toMatchObject([{ name: 'b', requirements: [] }])
})

test('a failure’s text within a name is written out by the server', async () => {
  const emulator = await emulatorFor()
  const name = 'shows ${testsuite.testcase.failure} and ${other}'
  await create(emulator, {}, suite(failing(name).replace(/<failure>.*<\/failure>/, '<failure>boom</failure>')))
  await ended(emulator)
  expect(emulator.records({ jobId: 101 })).toMatchObject([{ name: 'shows boom and ${other}' }])
})

test('durations are kept for people, where the file has them; so is the operation of a run', async () => {
  const emulator = await emulatorFor()
  const timed = (name: string, time: string) => `<testcase classname="a" name="${name}" time="${time}"/>`
  await create(emulator, {}, suite(timed('one', '1.5'), timed('two', '1,234.5'), timed('one', '2'), passing('none')))
  await upload(emulator, 'update-execute-job', { id: 101 }, suite(passing('one')))
  await ended(emulator)
  expect(emulator.records({ runId: 5001 }).map(({ milliseconds }) => milliseconds)).toEqual([
    1500,
    1_234_500,
    2000,
    undefined,
  ])
  expect(emulator.runs()).toMatchObject([
    { milliseconds: 1_238_000, operation: 'create-and-execute-job' },
    { milliseconds: null, operation: 'update-execute-job' },
  ])
})
