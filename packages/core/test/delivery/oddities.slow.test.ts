import { findPending, loadSettings, readPending, resend } from '@zephyr-reporters/core'
import { type Emulator, type HabitsInput, startEmulator } from '@zephyr-reporters/emulator'
import { expect, onTestFinished, test } from 'vitest'
import { collectingLog, deliverOnce, environment, resultFile, secret, uploads } from './world.ts'

// docs/contract.md, "Delivery" 1 to 4, as stories, against a server as odd as the world; 0.012 makes a minute last 720 ms (less, and a busy machine runs out of time).

const pace = 0.012

async function server(habits: HabitsInput = {}): Promise<Emulator> {
  const emulator = await startEmulator({ token: secret, newMs: 100, queuedMs: 100, pace, habits })
  onTestFinished(() => emulator.close())
  return emulator
}

const deliverTo = (emulator: Emulator, env: Record<string, string> = {}, given = resultFile()) =>
  deliverOnce(emulator.url, { ZEPHYR_TIMEOUT: '20', ...env }, pace, given)
const posts = (emulator: Emulator) =>
  emulator
    .requests()
    .filter(({ operation }) => operation === 'create-and-execute-job' || operation === 'update-execute-job')

/** One delivery before, so that the next one updates its job. */
async function withJob(habits: HabitsInput, before: HabitsInput = {}) {
  const emulator = await server(before)
  const earlier = await deliverTo(emulator)
  expect(earlier.result.status).toBe('delivered')
  emulator.setHabits({ ...before, ...habits })
  return emulator
}
const both = [
  ['a create', server],
  ['an update', withJob],
] as const

test.each(both)('stored and not run, answered 500: run once by execute-job, after %s', async (_, begin) => {
  const emulator = await begin({ faults: [{ on: 'uploads', times: 1, stores: true, runs: false, status: 500 }] })
  const before = uploads(emulator).length
  const { result, lines } = await deliverTo(emulator)
  expect(result.status, lines.join('')).toBe('delivered')
  expect(uploads(emulator).length - before).toBe(1)
})

test.each(both)(
  'stored, not run, and execute-job does nothing: not known, and never asked again, after %s',
  async (_, begin) => {
    const faults: HabitsInput['faults'] = [
      { on: 'uploads', times: 1, stores: true, runs: false, status: 500 },
      { on: 'execute-job', status: 503 },
    ]
    const emulator = await begin({ faults })
    const before = uploads(emulator).length
    const given = resultFile()
    const { result } = await deliverTo(emulator, {}, given)
    expect(result).toMatchObject({ status: 'not known', state: 'undecided' })
    expect(result.message).toMatch(/has the file \(job \d+\) and was asked once to run it/)
    const [path = ''] = findPending(given.folder)
    const loaded = loadSettings({ runner: 'upload', cwd: given.folder, env: environment(emulator.url) })
    const again = await resend({ path, loaded, log: collectingLog().log, pace })
    expect(again.status).toBe('not known')
    expect(emulator.requests().filter(({ operation }) => operation === 'execute-job')).toHaveLength(1)
    expect(uploads(emulator).length - before).toBe(0)
  },
)

test.each(both)(
  'a commit 20 seconds after a 504, and a list that lags 30 seconds: recorded once, after %s',
  async (_, begin) => {
    const emulator = await begin({
      faults: [{ on: 'uploads', times: 1, stores: 20, status: 504 }],
      lag: { list: 30 },
    })
    const before = uploads(emulator).length
    const { result, lines } = await deliverTo(emulator)
    expect(result.status, lines.join('')).toBe('delivered')
    expect(uploads(emulator).length - before).toBe(1)
  },
)

const late = [408, 409, 425, 499, 501, 504, 302]
test.each(late)('%i after the whole body: asked until the time is over, sent once', async (status) => {
  const emulator = await withJob({ faults: [{ on: 'uploads', times: 1, status }] })
  const { result } = await deliverTo(emulator)
  expect(result).toMatchObject({ status: 'not known', state: 'undecided' })
  expect(result.message).toMatch(/asked until the time for the delivery was over.*npx zephyr-report resend/)
  expect(uploads(emulator)).toHaveLength(1)
  expect(posts(emulator)).toHaveLength(2)
})

test.each([500, 502, 503, 520, 521])('%i with nothing kept: sent again after a minute', async (status) => {
  const emulator = await withJob({ faults: [{ on: 'uploads', times: 1, status }] })
  const { result, lines } = await deliverTo(emulator)
  expect(result.status, lines.join('')).toBe('delivered')
  expect(uploads(emulator)).toHaveLength(2)
})

test('a second 500 with the same message ends the delivery', async () => {
  const emulator = await withJob({ faults: [{ on: 'uploads', status: 500, message: 'NullPointerException' }] })
  const { result } = await deliverTo(emulator)
  expect(result).toMatchObject({ status: 'failed', state: 'refused', message: expect.stringContaining('NullPointer') })
  expect(posts(emulator).length).toBe(3)
})

test.each(both)('a release that is locked for 70 seconds is waited for, before %s', async (_, begin) => {
  const emulator = await begin({ release: { lockedFor: 70 } })
  const { result, lines } = await deliverTo(emulator, { ZEPHYR_RETRIES: '1' })
  expect(result.status, lines.join('')).toBe('delivered')
})

test('a release that stays locked is given up after half of the time, and not waited for without retries', async () => {
  const emulator = await server({ release: { lockedFor: 3000 } })
  expect((await deliverTo(emulator)).result).toMatchObject({ status: 'failed', state: 'refused' })
  const asked = emulator.requests().length
  expect((await deliverTo(emulator, { ZEPHYR_RETRIES: '0' })).result.status).toBe('failed')
  expect(emulator.requests().length - asked).toBeLessThanOrEqual(3)
})

const odd: [string, HabitsInput['shown']][] = [
  ['entities', { jobName: ['entities'], detailTexts: 'entities' }],
  ['numbers', { jobName: ['numeric'], detailTexts: 'numeric' }],
  ['blanks folded', { jobName: ['folded'] }],
  ['NFC', { jobName: ['nfc'] }],
  ['NFD', { jobName: ['nfd'] }],
]
test.each(odd)(
  'a job’s name that the server shows otherwise (%s) is the same job, also after a lost answer',
  async (_, shown) => {
    const emulator = await server({ shown, faults: [{ on: 'uploads', times: 1, stores: true, status: 502 }] })
    const name = { ZEPHYR_JOB_NAME: 'R&D  „Prüfung“ – é' }
    for (let run = 0; run < 2; run++) {
      const { result, lines } = await deliverTo(emulator, name)
      expect(result.status, lines.join('')).toBe('delivered')
    }
    expect(emulator.jobs()).toHaveLength(1)
    expect(uploads(emulator)).toHaveLength(2)
    expect(emulator.jobs()[0]?.detail.jobName).toBe(name.ZEPHYR_JOB_NAME)
  },
)

test('a name that the list cuts: recorded once after a lost answer, and found again', async () => {
  const emulator = await server({
    shown: { jobName: [35] },
    faults: [{ on: 'uploads', times: 1, stores: true, status: 502 }],
  })
  const name = { ZEPHYR_JOB_NAME: 'A name that goes on for longer than any list would ever show' }
  const first = await deliverTo(emulator, name)
  expect(first.result.status, first.lines.join('')).toBe('delivered')
  expect(uploads(emulator)).toHaveLength(1)
})

const files = ['exact', 'suffixed', 'zipped', 'prefixed'] as const
test.each(files)('file names that are shown %s: ours is found after a lost answer', async (fileName) => {
  const shown = { shown: { fileName } }
  const emulator = await withJob({ faults: [{ on: 'uploads', times: 1, stores: true, status: 502 }] }, shown)
  const { result, lines } = await deliverTo(emulator)
  expect(result.status, lines.join('')).toBe('delivered')
  expect(uploads(emulator)).toHaveLength(2)
})

test.each([...files, 'none', 'own'] as const)(
  'file names that are shown %s: another pipeline’s newer run is not ours',
  async (fileName) => {
    const shown = { shown: { fileName } }
    const emulator = await withJob(
      { faults: [{ on: 'uploads', nth: 1, stores: false, status: 502, delay: 10 }] },
      shown,
    )
    const ours = deliverTo(emulator)
    await new Promise((resolve) => setTimeout(resolve, 5000 * pace))
    const [mine, other] = await Promise.all([ours, deliverTo(emulator)])
    const statuses = [mine.result.status, other.result.status]
    expect(statuses).toContain('delivered')
    const recorded = uploads(emulator).length - 1
    expect(recorded).toBe(statuses.filter((status) => status === 'delivered').length)
  },
)

test('resend before ten minutes says from when it may send; then it sends, once', async () => {
  const emulator = await withJob({ faults: [{ on: 'uploads', times: 1, status: 504 }] })
  const given = resultFile()
  expect((await deliverTo(emulator, {}, given)).result.status).toBe('not known')
  const [path = ''] = findPending(given.folder)
  const kept = readPending(path)
  expect(kept).toMatchObject({ pending: { state: 'undecided', postedAt: expect.any(Number) } })
  const loaded = (wait = '0') =>
    loadSettings({ runner: 'upload', cwd: given.folder, env: environment(emulator.url, { ZEPHYR_WAIT: wait }) })
  const early = await resend({ path, loaded: loaded(), log: collectingLog().log, pace })
  expect(early).toMatchObject({ status: 'not known', message: expect.stringMatching(/from \S+ [\d:]+ UTC on/) })
  expect(uploads(emulator)).toHaveLength(1)
  const waited = await resend({ path, loaded: loaded('600'), log: collectingLog().log, pace })
  expect(waited.status, waited.message).toBe('delivered')
  expect(uploads(emulator)).toHaveLength(2)
  expect(findPending(given.folder)).toEqual([])
})

test('what was cut on its way is sent again at once', async () => {
  const emulator = await withJob({ faults: [{ on: 'uploads', times: 1, at: 'before-body', answer: 'drop' }] })
  const { result, ms } = await deliverTo(emulator, {}, resultFile(undefined, 'x'.repeat(50)))
  expect(result.status).toBe('delivered')
  expect(uploads(emulator)).toHaveLength(2)
  expect(ms).toBeLessThan(10_000)
})
