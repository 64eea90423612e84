import { expect, test } from 'vitest'
import { openStore } from '../src/store/store.ts'
import { detail } from './world.ts'

// What pages ask the store, without a server.

type Outcome = 'PASS' | 'FAIL'

function filled() {
  const store = openStore()
  const file = { path: '/none', name: 'r.xml', contentType: 'application/xml' }
  const job = (more: object = {}) => store.addJob({ ...detail, ...more }, file)
  const run = (of: ReturnType<typeof job>, records: Record<string, Outcome>, status = 'complete') => {
    const added = store.addRun(of, 'update-execute-job')
    store.beginRecording(added, { milliseconds: 7 }).add(
      Object.entries(records).map(([name, outcome]) => ({
        ...{ name, packageName: 'a.b', status: outcome, requirements: [], tags: [] },
        ...(outcome === 'FAIL' ? { attachment: `no ${name}` } : {}),
      })),
    )
    store.setStatus(added.id, status)
    return added.id
  }
  return { store, job, run }
}

test('jobs: the one that ran last first, by name, project, release and outcome, with their last runs', () => {
  const { store, job, run } = filled()
  const [green, red, never, other] = [job(), job(), job({ jobName: 'Never' }), job({ releaseId: 12 })]
  for (let nth = 0; nth < 25; nth++) run(red, { one: nth % 2 ? 'PASS' : 'FAIL' })
  run(green, { one: 'PASS' })
  const underWay = store.addRun(other)
  const ids = (filter: Parameters<typeof store.pages.jobPage>[0], offset = 0, size = 10) =>
    store.pages.jobPage(filter, offset, size).jobs.map((summary) => summary.job.id)
  expect(ids({})).toEqual([other.id, green.id, red.id, never.id])
  expect(ids({}, 1, 2)).toEqual([green.id, red.id])
  expect(ids({ text: 'EVE' })).toEqual([never.id])
  expect(ids({ release: 12 })).toEqual([other.id])
  expect(ids({ project: 2 })).toEqual([])
  expect(ids({ outcome: 'failed' })).toEqual([red.id])
  expect(ids({ outcome: 'passed' })).toEqual([green.id])
  expect(ids({ outcome: 'under-way' })).toEqual([other.id])
  const { total, jobs } = store.pages.jobPage({ text: 'nightly', release: 11 }, 0, 1)
  expect(total).toBe(2)
  expect(jobs).toMatchObject([{ namesakes: 2, runs: [{ total: 1, failed: 0, milliseconds: 7 }] }])
  const strip = store.pages.jobPage({ outcome: 'failed' }, 0, 1).jobs[0]?.runs ?? []
  expect(strip).toHaveLength(20)
  expect(strip.map(({ id }) => id)).toEqual(strip.map(({ id }) => id).sort((a, b) => a - b))
  expect(strip.at(-1)?.failed).toBe(1)
  expect(store.pages.lastRuns(other.id, 20)).toMatchObject([{ id: underWay.id, status: 'new', ended: null }])
  store.close()
})

test('a test case: its history over jobs and cycles; a cycle: how it stands and what its days brought', () => {
  const { store, job, run } = filled()
  const [first, second] = [job(), job({ jobName: 'Other', cycleName: 'Other' })]
  const runs = [run(first, { one: 'PASS', two: 'PASS' }), run(second, { one: 'FAIL' }), run(first, { two: 'FAIL' })]
  const { testcase = 0 } = store.records(runs[0] ?? 0)[0] ?? {}
  expect(store.pages.history(testcase, 10)).toMatchObject([
    { run: { id: runs[1] }, jobName: 'Other', status: 'FAIL', text: 'no one' },
    { run: { id: runs[0] }, jobName: 'Nightly', status: 'PASS', text: undefined },
  ])
  const [cycle] = store.cycles(11)
  const today = new Date().toISOString().slice(0, 10)
  expect(store.pages.cycleProgress(cycle?.id ?? 0)).toEqual({
    ...{ passed: 1, failed: 1, other: 0 },
    days: [{ day: today, runs: 2, recorded: 3, failed: 1 }],
  })
  const last = store.run(runs[2] ?? 0)
  if (!last) throw new Error('The last run is gone.')
  expect(store.pages.changes(last)).toMatchObject({ previous: { id: runs[0] }, new: 0, broken: 1, fixed: 0, gone: 1 })
  expect(store.pages.goneRecords(last, 0, 10)).toMatchObject([{ name: 'one', run: runs[0] }])
  store.close()
})

test('records of a run by package, text in any case, status and change; a part that fails leaves nothing', () => {
  const { store, job, run } = filled()
  const of = job()
  run(of, { Alpha: 'PASS', beta: 'FAIL' })
  const latest = run(of, { Alpha: 'FAIL', beta: 'FAIL', gamma: 'PASS' })
  const names = (filter: object) =>
    store.recordPage(latest, { folder: '', text: '', status: '', ...filter }, 0, 10).records.map(({ name }) => name)
  expect(names({})).toEqual(['Alpha', 'beta', 'gamma'])
  expect(names({ folder: 'a' })).toHaveLength(3)
  expect(names({ folder: 'a.b' })).toHaveLength(3)
  expect(names({ folder: 'a.' })).toEqual([])
  expect(names({ text: 'ALPHA' })).toEqual(['Alpha'])
  expect(names({ text: '%' })).toEqual([])
  expect(names({ status: 'FAIL' })).toEqual(['Alpha', 'beta'])
  expect(names({ change: 'broken' })).toEqual(['Alpha'])
  expect(store.recordPage(latest, { folder: 'a', text: 'a', status: 'FAIL' }, 1, 1)).toMatchObject({
    total: 2,
    records: [{ name: 'beta' }],
  })
  const added = store.addRun(of)
  const recording = store.beginRecording(added)
  const good = { name: 'good', packageName: 'a', status: 'PASS' as const, requirements: [], tags: [] }
  // @ts-expect-error no such name
  expect(() => recording.add([good, { ...good, name: null }])).toThrow()
  expect(store.records(added.id)).toEqual([])
  store.close()
})
