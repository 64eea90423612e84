import { expect, test } from 'vitest'
import { call, create, emulatorFor, ended, list, passing, progressOf, suite, upload } from './world.ts'

const many = suite(...Array.from({ length: 250 }, (_, index) => passing(`case ${index}`)))
const phaseOf = async (emulator: Awaited<ReturnType<typeof emulatorFor>>) =>
  (await call(emulator, 'v3/cycle/release/11')).body[0].cyclePhases[0].id

test('executions come in pages, 0 or nothing asks for all, and a server may give fewer', async () => {
  const emulator = await emulatorFor()
  await create(emulator, {}, many)
  await ended(emulator)
  const phase = await phaseOf(emulator)
  const page = async (query: string) => (await call(emulator, `v3/execution?cyclephaseid=${phase}${query}`)).body
  expect((await page('')).results).toHaveLength(250)
  expect((await page('&offset=0&pagesize=0')).results).toHaveLength(250)
  const second = await page('&offset=100&pagesize=100')
  expect(second).toMatchObject({ resultSize: 250, firstResult: 100 })
  expect(second.results.map((one: { id: number }) => one.id)).toEqual(
    (await page('')).results.slice(100, 200).map((one: { id: number }) => one.id),
  )
  expect((await page('&offset=240&pagesize=100')).results).toHaveLength(10)
  expect(await call(emulator, `v3/execution?cyclephaseid=${phase}&offset=x`)).toMatchObject({
    status: 400,
    body: { errorMsg: expect.stringContaining('For input string') },
  })
  emulator.setHabits({ reads: { pageSize: 30 } })
  expect((await page('&pagesize=100')).results).toHaveLength(30)
  emulator.setHabits({ reads: { shape: 'array' } })
  expect(await page('&pagesize=100')).toHaveLength(100)
})

test('releases have dates; cycles and phases too', async () => {
  const emulator = await emulatorFor({ zone: -300 })
  await create(emulator)
  await ended(emulator)
  const { results } = (await call(emulator, 'v3/release/paged/project/1')).body
  expect(results[0]).toMatchObject({
    id: 11,
    startDate: Date.parse('2020-01-01T00:00:00-05:00'),
    endDate: Date.parse('2099-12-31T00:00:00-05:00'),
  })
  // By its id, the server of the one public log refused it.
  expect((await call(emulator, 'v3/release/11')).status).toBe(403)
  emulator.setHabits({ reads: { releaseById: 'allowed' } })
  expect((await call(emulator, 'v3/release/11')).body).toEqual(results[0])
  expect((await call(emulator, 'v3/cycle/release/11')).body[0]).toMatchObject({
    name: 'Regression',
    startDate: Date.parse('2026-02-03T00:00:00-05:00'),
    endDate: Date.parse('2026-02-21T00:00:00-05:00'),
  })
})

test('lists as arrays or as objects', async () => {
  const emulator = await emulatorFor()
  const paths = [
    'project/user/7',
    'release/paged/project/1',
    'testcasetree?releaseid=11',
    'cycle/release/11',
    'parsertemplate',
  ]
  for (const shape of ['array', 'object'] as const) {
    emulator.setHabits({ reads: { shape } })
    for (const path of paths) {
      const { body } = await call(emulator, `v3/${path}`)
      expect(Array.isArray(shape === 'array' ? body : body.results)).toBe(true)
    }
  }
})

test('undocumented reads refused, all or some; the nine still answer', async () => {
  const emulator = await emulatorFor({ habits: { reads: { refused: true } } })
  for (const path of [
    'user/current',
    'project/1',
    'release/11',
    'testcasetree?releaseid=11',
    'cycle/1',
    'execution?cyclephaseid=1',
    'parsertemplate/',
    'admin/preference/all/system',
  ])
    expect((await call(emulator, `v3/${path}`)).status).toBe(403)
  expect((await create(emulator)).status).toBe(200)
  expect((await list(emulator)).status).toBe(200)
  emulator.setHabits({ reads: { refused: ['execution'], status: 404 } })
  expect((await call(emulator, 'v3/execution?cyclephaseid=1')).status).toBe(404)
  expect((await call(emulator, 'v3/user/current')).status).toBe(200)
})

test('a locked release answers 400 for so long, to writes and reads', async () => {
  const begin = performance.now()
  const emulator = await emulatorFor({ pace: 0.01, habits: { release: { lockedFor: 40, locked: [11] } } })
  const refused = { status: 400, body: { errorMsg: expect.stringContaining('locked') } }
  expect(await create(emulator)).toMatchObject(refused)
  expect(await list(emulator)).toMatchObject(refused)
  expect(await call(emulator, 'v3/testcasetree?releaseid=11')).toMatchObject(refused)
  expect((await create(emulator, { releaseId: 12 })).status).toBe(200)
  while ((await list(emulator)).status !== 200);
  expect(performance.now() - begin).toBeGreaterThan(390)
  expect((await create(emulator)).status).toBe(200)
})

test('a cycle outside its release is refused only by a habit', async () => {
  const project = {
    id: 1,
    name: 'P',
    releases: [{ id: 11, name: 'R', startDate: '2026-02-10', endDate: '2026-03-01', folders: [] }],
  }
  const emulator = await emulatorFor({ world: { projects: [project] } })
  expect((await create(emulator)).status).toBe(200)
  emulator.setHabits({ release: { dates: 'enforced' } })
  expect(await create(emulator)).toMatchObject({
    status: 400,
    body: { errorMsg: expect.stringContaining('2026-02-10') },
  })
  expect((await create(emulator, { cycleStartDateStr: '02/10/2026' })).status).toBe(200)
  expect((await create(emulator, { cycleStartDateStr: '02/10/2026', cycleEndDateStr: '03/02/2026' })).status).toBe(400)
})

test('a mandatory environment is asked for, and its preference says so', async () => {
  const emulator = await emulatorFor()
  const preference = async () =>
    (await call(emulator, 'v4/admin/preference/all/system?name=cycle.environment.enabled')).body
  expect(await preference()).toEqual([{ name: 'cycle.environment.enabled', value: 'false' }])
  emulator.setHabits({ environment: 'mandatory' })
  expect(await preference()).toEqual([{ name: 'cycle.environment.enabled', value: 'true' }])
  expect((await create(emulator)).status).toBe(400)
  expect((await create(emulator, { environment: 'qa' })).status).toBe(200)
  expect((await upload(emulator, 'update-execute-job', { id: 101, environment: ' ' })).status).toBe(400)
})

test('requests are noted with their operation, status, fault, job and run', async () => {
  const emulator = await emulatorFor({ habits: { faults: [{ on: 'file-upload-job/list', answer: 'drop' }] } })
  await create(emulator)
  await expect(list(emulator)).rejects.toThrow()
  await progressOf(emulator, 101)
  expect(emulator.requests()).toMatchObject([
    { operation: 'create-and-execute-job', status: 200, job: 101, run: 5001, fault: null },
    { operation: 'file-upload-job/list', status: null, fault: expect.stringContaining('drop') },
    { operation: 'get-latest-job-progress', status: 200, job: 101 },
  ])
})

test('-10 is anyone', async () => {
  const emulator = await emulatorFor()
  for (const assignResultsTo of ['-10', -10]) expect((await create(emulator, { assignResultsTo })).status).toBe(200)
  expect((await create(emulator, { assignResultsTo: '-11' })).status).toBe(400)
  expect((await call(emulator, 'v3/automation/job/detail?jobid=101')).body.assignResultsTo).toBe(-10)
})

test('executions that lag are not shown until so long after their run', async () => {
  const emulator = await emulatorFor({ pace: 0.01, habits: { lag: { executions: 30 } } })
  await create(emulator)
  await ended(emulator)
  const begin = performance.now()
  const phase = await phaseOf(emulator)
  const count = async () => (await call(emulator, `v3/execution?cyclephaseid=${phase}`)).body.resultSize
  expect(await count()).toBe(0)
  while ((await count()) === 0);
  expect(performance.now() - begin).toBeGreaterThan(200)
})
