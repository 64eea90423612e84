import { request } from 'node:http'
import { expect, test } from 'vitest'
import { call, create, emulatorFor, ended, form, list, progressOf, until, upload } from './world.ts'

const onCreate = 'create-and-execute-job' as const

test('stored, not run: the job is there, no run is, and the answer is a 500', async () => {
  const emulator = await emulatorFor({ habits: { faults: [{ on: onCreate, stores: true, runs: false, status: 500 }] } })
  expect(await create(emulator)).toMatchObject({ status: 500, body: { errorCode: 500, errorMsg: 'Status 500' } })
  expect(emulator.jobs()).toMatchObject([{ id: 101, attachmentName: 'r.xml' }])
  expect(emulator.runs()).toEqual([])
  expect(await progressOf(emulator, 101)).toMatchObject({ status: 400 })
  const ran = await call(emulator, 'v4/upload-file/automation/execute-job', { body: '{"ids":[101]}' })
  expect(ran.body).toMatchObject([{ id: 5001 }])
  await ended(emulator)
  expect(emulator.records({ jobId: 101 })).toMatchObject([{ name: 'b' }])
})

test('a 504 at once and the commit 20 seconds later, run after 30: minutes cost milliseconds', async () => {
  const fault = { on: onCreate, nth: 1, stores: 20, runs: 30, status: 504, answer: 'html' } as const
  const emulator = await emulatorFor({ pace: 0.01, habits: { faults: [fault] } })
  const begin = performance.now()
  const answer = await create(emulator)
  expect(answer).toMatchObject({ status: 504, text: expect.stringContaining('<title>Error</title>') })
  expect(emulator.jobs()).toEqual([])
  await until(() => emulator.jobs().length === 1, 'the late commit')
  expect(emulator.runs()).toEqual([])
  expect(performance.now() - begin).toBeGreaterThan(190)
  await until(() => emulator.runs().length === 1, 'the late run')
  expect(performance.now() - begin).toBeGreaterThan(290)
  await ended(emulator)
  expect(emulator.records({ jobId: 101 })).toHaveLength(1)
  // The second request meets no fault.
  expect(await create(emulator)).toMatchObject({ status: 200 })
})

test('a server that needs longer than its client waits commits all the same', async () => {
  const emulator = await emulatorFor({ pace: 0.01, habits: { faults: [{ on: 'uploads', stores: 20 }] } })
  const { body } = await upload(emulator, 'create-and-execute-job')
  expect(body).toMatchObject({ id: 5001, status: 'new' })
  const gone = call(emulator, 'v4/upload-file/automation/execute-job', {
    body: '{"ids":[101]}',
    signal: AbortSignal.timeout(1),
  })
  await expect(gone).rejects.toThrow()
})

const kinds: [string, object, object | RegExp][] = [
  ['a status with a message', { status: 409, message: 'in use' }, { status: 409, body: { errorMsg: 'in use' } }],
  ['429 with Retry-After', { status: 429, retryAfter: 7 }, { status: 429, retry: '7' }],
  ['HTML with 200', { answer: 'html' }, { status: 200, text: expect.stringContaining('Sign in') }],
  ['broken JSON', { answer: 'broken' }, { status: 200, text: '{"id":' }],
  ['another shape', { answer: 'wrong-shape' }, { status: 200, body: { ok: true } }],
  ['an empty 200', { answer: 'empty' }, { status: 200, text: '' }],
  ['an empty 204', { answer: 'empty', status: 204 }, { status: 204, text: '' }],
  ['a redirect', { answer: 'redirect', location: 'http://127.0.0.2:1/login' }, { status: 302, to: /127\.0\.0\.2/ }],
  ['a redirect to itself', { answer: 'redirect-loop', status: 307 }, { status: 307, to: /create-and-execute-job$/ }],
  ['a body of one’s own', { status: 418, body: 'tea', headers: { 'x-why': 'tea' } }, { status: 418, text: 'tea' }],
  ['a dropped connection', { answer: 'drop' }, /fetch failed/],
  ['an answer cut off', { answer: 'cut' }, /terminated/],
  ['no HTTP', { answer: 'not-http' }, /fetch failed/],
]
test.each(kinds)('%s, before the commit and after it', async (_, fault, expected) => {
  for (const stores of [false, true]) {
    const emulator = await emulatorFor({ habits: { faults: [{ on: onCreate, stores, ...fault }] } })
    const answered = create(emulator).then(({ headers, ...answer }) => ({
      ...answer,
      retry: headers.get('retry-after'),
      to: headers.get('location'),
    }))
    if (expected instanceof RegExp) await expect(answered).rejects.toThrow(expected)
    else {
      const { to, ...others } = { to: undefined, ...expected } as { to?: RegExp }
      const answer = await answered
      expect(answer).toMatchObject(others)
      if (to) expect(answer.to).toMatch(to)
    }
    expect(emulator.jobs()).toHaveLength(stores ? 1 : 0)
    expect(emulator.runs()).toHaveLength(stores ? 1 : 0)
  }
})

test('a status that HTTP does not know', async () => {
  const emulator = await emulatorFor({ habits: { faults: [{ status: 999, at: 'before-body' }] } })
  const status = await new Promise((resolve, reject) => {
    request(`${emulator.url}/flex/services/rest/v3/user/current`, {
      headers: { authorization: `Bearer ${emulator.token}` },
    })
      .on('response', (answer) => resolve(answer.statusCode))
      .on('error', reject)
      .end()
  })
  expect(status).toBe(999)
})

test.each(['before-body', 'during-body'] as const)(
  '%s: the answer or the drop comes before the upload is read',
  async (at) => {
    for (const fault of [{ answer: 'drop' as const }, { status: 503 }]) {
      const emulator = await emulatorFor({ habits: { faults: [{ on: 'uploads', at, ...fault }] } })
      // Never ended: the server must not wait for the rest.
      const outcome = await new Promise((resolve) => {
        const sent = request(`${emulator.url}/flex/services/rest/v4/upload-file/automation/create-and-execute-job`, {
          method: 'POST',
          headers: { authorization: `Bearer ${emulator.token}`, 'content-type': 'multipart/form-data; boundary=x' },
        })
        sent.on('response', (answer) => resolve(answer.statusCode)).on('error', () => resolve('dropped'))
        sent.write('--x\r\ncontent-disposition: form-data; name="fileName"; filename="r.xml"\r\n\r\n<a>')
      })
      expect(outcome).toBe('answer' in fault ? 'dropped' : 503)
      expect(emulator.jobs()).toEqual([])
    }
  },
)

test('hang: nothing is answered, whether stored or not', async () => {
  const emulator = await emulatorFor({ habits: { faults: [{ on: onCreate, answer: 'hang', stores: true }] } })
  const signal = AbortSignal.timeout(200)
  const asked = call(emulator, 'v4/upload-file/automation/create-and-execute-job', { body: form(), signal })
  await expect(asked).rejects.toThrow(/timeout/)
  expect(emulator.jobs()).toHaveLength(1)
})

test('faults are counted by operation, bounded, and chance is decided by the seed', async () => {
  const faults = [
    { on: ['file-upload-job/list' as const], nth: [2, 3], status: 500 },
    { on: 'documented' as const, from: 5, until: 6, times: 1, status: 502 },
  ]
  const emulator = await emulatorFor({ habits: { faults } })
  const statuses = async (times: number) => {
    const seen: number[] = []
    for (let time = 0; time < times; time++) seen.push((await list(emulator)).status)
    return seen
  }
  expect(await statuses(7)).toEqual([200, 500, 500, 200, 502, 200, 200])
  // Other operations have their own count.
  expect((await create(emulator)).status).toBe(200)

  const byChance = async (seed: number) => {
    emulator.setHabits({ seed, faults: [{ chance: 0.5, status: 500 }] })
    return (await statuses(20)).join()
  }
  const first = await byChance(7)
  expect(await byChance(7)).toBe(first)
  expect(await byChance(8)).not.toBe(first)
  expect(new Set(first.split(','))).toEqual(new Set(['200', '500']))
})

test('delay comes before the answer; a refusal stays one', async () => {
  const emulator = await emulatorFor({ pace: 0.01, habits: { faults: [{ delay: 20 }] } })
  const begin = performance.now()
  expect((await list(emulator)).status).toBe(200)
  expect(performance.now() - begin).toBeGreaterThan(190)
  expect((await create(emulator, { projectId: 'one' })).status).toBe(400)
})

test('habits that cannot be used are refused, each with its name', async () => {
  const emulator = await emulatorFor()
  expect(() => emulator.setHabits({ faults: [{ status: 20 }], lag: { list: -1 } })).toThrow(
    /faults\.0\.status.*lag\.list/,
  )
  // @ts-expect-error no such habit
  expect(() => emulator.setHabits({ fault: [] })).toThrow(/fault/)
  expect(emulator.habits.faults).toEqual([])
})
