import { expect, test } from 'vitest'
import { type Baseline, isDelivery, isUpload, type Sight, weigh } from '../../src/delivery/evidence.ts'
import type { ListedJob } from '../../src/zephyr/types.ts'

const id = 'mfabcd120123456789ab'
const ours = `jest-${id}.xml`
const other = 'vitest-mfabcd99ba9876543210.xml'
const earlier = 'jest-mfabcd00aaaaaaaaaaaa.xml'

const shownOtherwise = [
  ours,
  `17_${ours}`,
  `/data/zephyr/uploads/${ours}`,
  `jest-${id}_1732546.xml`,
  `jest-${id}.xml.gz`,
  `jest-${id}.zip`,
  `jest-${id}`,
  `JEST-${id.toUpperCase()}.XML`,
  `jest_${id}.xml`,
  `jest&#45;${id}.xml`,
  `a%2Djest%2D${id}.xml`,
]
test.each(shownOtherwise)('our file is known as %s, and as a delivery’s', (name) => {
  expect(isUpload(name, ours)).toBe(true)
  expect(isDelivery(name)).toBe(true)
})

test.each([undefined, '', 'junit.xml', other, earlier, `jest-${id.slice(0, -1)}.xml`, `jest-${id.slice(0, 19)}c.xml`])(
  'our file is not known as %s',
  (name) => expect(isUpload(name, ours)).toBe(false),
)

test.each([
  'junit.xml',
  'attachment-da39a3ee5e6b4b0d3255bfef95601890afd80709.xml',
  'results20251112093015123.xml',
  'test-results-20251112093015123456.xml',
  'nightly20251112093015.xml',
  '550e8400-e29b-41d4-a716-446655440000.xml',
  '4711.xml',
])('%s is no delivery’s file', (name) => expect(isDelivery(name)).toBe(false))

test.each(['', 'x', 'x.xml', 'jest-.xml', 'jest-1.xml'])(
  'an upload name without an id (%j) matches nothing',
  (upload) => {
    for (const name of ['x', 'x.xml', 'jest-1.xml', ours, '']) expect(isUpload(name, upload)).toBe(false)
  },
)

const old: ListedJob = { id: 1, attachmentName: earlier }
const create: Baseline = { jobs: [{ id: 1 }], jobName: 'Nightly', upload: ours }
const see = (jobs: readonly ListedJob[], runs: [number, number | undefined][] = []): Sight => ({
  at: 0,
  jobs,
  runs: new Map(runs.map(([job, run]) => [job, run === undefined ? undefined : { id: run, status: 'new' }])),
})

test.for<[string, Sight, string, string?]>([
  ['our file and a run', see([old, { id: 2, attachmentName: ours }], [[2, 50]]), 'arrived'],
  ['our file under an odd name', see([old, { id: 2, attachmentName: `${ours}.gz` }], [[2, 50]]), 'arrived'],
  ['our file and no run', see([old, { id: 2, attachmentName: ours }], [[2, undefined]]), 'stored'],
  ['nothing new', see([old]), 'absent'],
  ['nothing at all', see([]), 'absent'],
  [
    'another job with another delivery’s file',
    see([old, { id: 2, jobName: 'Weekly', attachmentName: other }]),
    'absent',
  ],
  [
    'a new job of our name with another delivery’s file',
    see([{ id: 2, jobName: 'Nightly', attachmentName: other }]),
    'undecided',
    'otherFile',
  ],
  ['one whose name is cut', see([{ id: 2, jobName: 'Nigh…', attachmentName: other }]), 'undecided', 'otherFile'],
  [
    'a new job with a file that is no delivery’s',
    see([old, { id: 2, attachmentName: 'a.xml' }]),
    'undecided',
    'newJobs',
  ],
  ['a new job without a file’s name', see([old, { id: 2 }]), 'undecided', 'newJobs'],
  ['a new job besides another delivery’s', see([{ id: 2, attachmentName: other }, { id: 3 }]), 'undecided', 'newJobs'],
])('after a create the list shows %s', ([, sight, found, because]) => {
  expect(weigh(create, sight)).toMatchObject(because ? { found, doubt: { because } } : { found })
})

const update: Baseline = {
  jobName: 'Nightly',
  jobs: [{ id: 9, attachmentName: earlier }, { id: 4 }],
  jobId: 9,
  runId: 50,
  upload: ours,
}
const job = (attachmentName?: string, more: Partial<ListedJob> = {}): ListedJob => ({ id: 9, attachmentName, ...more })

test.for<[string, Sight, string, string?]>([
  ['our file and a newer run', see([job(ours)], [[9, 51]]), 'arrived'],
  ['our file under another job name', see([job(ours, { jobName: 'Renamed' })], [[9, 51]]), 'arrived'],
  ['our file and the run of before', see([job(ours)], [[9, 50]]), 'stored'],
  ['our file and no run', see([job(ours)], [[9, undefined]]), 'stored'],
  [
    'our file in a job that is new',
    see(
      [job(earlier), { id: 10, attachmentName: ours }],
      [
        [9, 50],
        [10, 51],
      ],
    ),
    'arrived',
  ],
  ['the file and the run of before', see([job(earlier)], [[9, 50]]), 'absent'],
  ['a newer run of the file of before', see([job(earlier)], [[9, 51]]), 'undecided', 'newerRun'],
  ['another delivery’s file', see([job(other)], [[9, 51]]), 'undecided', 'otherFile'],
  ['another delivery’s file, no run', see([job(other)], [[9, undefined]]), 'undecided', 'otherFile'],
  [
    'a file of another name',
    see([job('own-2.xml'), { id: 4, attachmentName: other }], [[9, 50]]),
    'undecided',
    'changedFile',
  ],
  ['a newer run, and no files', see([job()], [[9, 51]]), 'undecided', 'noFileNames'],
  ['the run of before, and no files', see([job()], [[9, 50]]), 'undecided', 'noFileNames'],
  ['no such job', see([{ id: 4, attachmentName: other }], [[9, 50]]), 'undecided', 'notListed'],
])('after an update the server shows %s', ([, sight, found, because]) => {
  expect(weigh(update, sight)).toMatchObject(because ? { found, doubt: { because } } : { found })
})

test('a server that shows names of its own, which no upload changes, proves no absence', () => {
  const before: Baseline = {
    jobs: [{ id: 9, attachmentName: 'job-9.xml' }],
    jobName: 'Nightly',
    jobId: 9,
    runId: 50,
    upload: ours,
  }
  expect(weigh(before, see([job('job-9.xml')], [[9, 50]]))).toMatchObject({ doubt: { because: 'noFileNames' } })
  const shows = see([job('job-9.xml'), { id: 4, attachmentName: other }], [[9, 50]])
  expect(weigh(before, shows)).toEqual({ found: 'absent' })
})

test('of several jobs with our file the newest is ours', () => {
  const sight = see(
    [
      { id: 3, attachmentName: ours },
      { id: 12, attachmentName: ours },
    ],
    [[12, 60]],
  )
  expect(weigh(create, sight)).toEqual({ found: 'arrived', jobId: 12 })
})
