import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { findPending, loadSettings, resend } from '@zephyr-reporters/core'
import { type Emulator, type HabitsInput, startEmulator } from '@zephyr-reporters/emulator'
import { describe, expect, test, vi } from 'vitest'
import { collectingLog, deliverOnce, environment, resultFile, secret } from './world.ts'

// A delivery to a server that is as odd as the world. Whatever its habits: what is called delivered stands there once and
// right; what is not is kept, and after a resend stands there once, or is honestly not known.

const pace = 0.01
// Most of the time is waiting.
vi.setConfig({ maxConcurrency: 12 })
const post = ['create-and-execute-job', 'update-execute-job'] as const

type Fault = NonNullable<HabitsInput['faults']>[number]
const onPost = (fault: Fault): HabitsInput => ({ faults: [{ on: [...post], nth: 1, ...fault }] })

/** The server answers otherwise, or not at all, whatever it did. */
const answers: [string, Fault][] = [
  ['a dropped connection', { answer: 'drop' }],
  ['an answer cut off', { answer: 'cut' }],
  ['HTML with 200', { answer: 'html' }],
  ['broken JSON', { answer: 'broken' }],
  ['an empty 200', { answer: 'empty' }],
  ['a redirect to a login page', { answer: 'redirect' }],
  ...[409, 425, 500, 503, 504].map((status): [string, Fault] => [`${status}`, { status }]),
]
/** What the server did: seconds after the request was read. */
const commits: [string, Fault][] = [
  ['nothing was kept', { stores: false }],
  ['all was done', { stores: true }],
  ['stored, not run', { stores: true, runs: false }],
  ['done 20 s later', { stores: 20 }],
  ['stored at once, run 40 s later', { stores: true, runs: 40 }],
]

const shown: [string, HabitsInput][] = [
  // 429 says that nothing was done: with a commit behind it, it would be a lie.
  ['429 with Retry-After', onPost({ status: 429, retryAfter: 20 })],
  ['503 with Retry-After', onPost({ status: 503, retryAfter: 20 })],
  ...(['suffixed', 'zipped', 'prefixed', 'none', 'own'] as const).map((fileName): [string, HabitsInput] => [
    `files shown ${fileName}`,
    { shown: { fileName } },
  ]),
  ...(['entities', 'numeric', 'escaped', 'folded', 'nfc', 'nfd', 'trimmed'] as const).map(
    (name): [string, HabitsInput] => [`names shown ${name}`, { shown: { jobName: [name] } }],
  ),
  ['names cut', { shown: { jobName: [12] } }],
  ['texts escaped', { shown: { detailTexts: 'escaped', listTexts: 'escaped' } }],
  ['a list that lags 30 s', { lag: { list: 30 } }],
  ['a progress that lags 30 s', { lag: { progress: 30 } }],
  ['other words', { shown: { statuses: { new: 'Waiting', queued: 'in-progress', complete: 'Completed' } } }],
  ['a locked release', { release: { lockedFor: 60 } }],
  ['reads refused', { reads: { refused: true } }],
]

const jobName = 'Nächtlich  e\u0301 & “R&D” <1>'

async function world(habits: HabitsInput, isUpdate: boolean, seconds: number) {
  const emulator = await startEmulator({ token: secret, pace, newMs: 500, queuedMs: 500 })
  const env = { ZEPHYR_JOB_NAME: jobName, ZEPHYR_DELIVERY_TIMEOUT: String(seconds) }
  // Its own: tests run at the same time, and one that ends would take the folders of all.
  const own = mkdtempSync(join(tmpdir(), 'zephyr-habits-'))
  if (isUpdate) await deliverOnce(emulator.url, env, pace, resultFile(join(own, 'before'), 'before'))
  emulator.setHabits(habits)
  const { result, folder, lines } = await deliverOnce(emulator.url, env, pace, resultFile(join(own, 'ours')))
  const close = async () => {
    await emulator.close()
    rmSync(own, { recursive: true, force: true })
  }
  return { emulator, result, folder, lines, env, close }
}

const ended = async (emulator: Emulator) => {
  while (emulator.runs().some(({ status }) => status === 'new' || status === 'queued'))
    await new Promise((resolve) => setTimeout(resolve, 5))
}

/** How often our two test cases were recorded. */
async function recorded(emulator: Emulator): Promise<number> {
  await ended(emulator)
  return emulator.runs().filter(({ id }) => {
    const names = emulator.records({ runId: id }).map(({ name, status }) => `${name} ${status}`)
    return names.join() === 'logs in PASS,logs out FAIL'
  }).length
}

async function check(habits: HabitsInput, isUpdate: boolean, seconds = 300) {
  const { emulator, result, folder, lines, env, close } = await world(habits, isUpdate, seconds)
  try {
    const about = `${JSON.stringify(result)}\n${lines.join('')}`
    if (result.status === 'delivered') {
      expect(await recorded(emulator), about).toBe(1)
      expect(findPending(folder), about).toEqual([])
      return result
    }
    expect(findPending(folder), about).toHaveLength(1)
    // Later the server is well, and whatever was still to come has come.
    await new Promise((resolve) => setTimeout(resolve, 650_000 * pace))
    expect(await recorded(emulator), about).toBeLessThanOrEqual(1)
    emulator.setHabits({})
    const [path = ''] = findPending(folder)
    // Time enough on a machine that is busy with other things: a server that is well needs little of it.
    const longer = { ...env, ZEPHYR_DELIVERY_TIMEOUT: '1500' }
    const loaded = loadSettings({ runner: 'upload', cwd: folder, env: environment(emulator.url, longer) })
    const { log, lines: more } = collectingLog()
    const again = await resend({ path, loaded, log, pace })
    const both = `${about}\nresend: ${JSON.stringify(again)}\n${more.join('')}`
    const times = await recorded(emulator)
    if (again.status === 'delivered') expect(times, both).toBe(1)
    else expect([again.status, times <= 1], both).toEqual(['not known', true])
    return result
  } finally {
    await close()
  }
}

describe.each([
  ['create', false],
  ['update', true],
] as const)('%s', (_, isUpdate) => {
  const pairs = commits.flatMap(([when, commit]) =>
    answers.map(([what, answer]) => [when, what, { ...answer, ...commit }] as const),
  )
  test.concurrent.each(pairs)(
    '%s, and %s',
    async (_when, _what, fault) => {
      await check(onPost(fault), isUpdate)
    },
    120_000,
  )

  test.concurrent.each(shown)(
    '%s',
    async (_what, habits) => {
      // Time enough on a machine that is busy with other things.
      const { status } = await check(habits, isUpdate, 1500)
      expect(status).toBe('delivered')
    },
    120_000,
  )

  test.concurrent.each(shown)(
    '%s, and the answer lost after all was done',
    async (_what, habits) => {
      await check({ ...habits, ...onPost({ answer: 'drop', stores: true }) }, isUpdate)
    },
    120_000,
  )
})
