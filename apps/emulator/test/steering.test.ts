import { request } from 'node:http'
import type { Emulator } from '@zephyr-reporters/emulator'
import { expect, test } from 'vitest'
import { create, emulatorFor, jsonOf, list, passing, suite } from './world.ts'

/** The status of a request with any headers. */
const status = (of: Emulator, path: string, headers: Record<string, string>, method = 'GET') =>
  new Promise<number>((resolve, reject) => {
    request(`${of.url}${path}`, { method, headers })
      .on('response', (answer) => {
        answer.resume()
        resolve(answer.statusCode ?? 0)
      })
      .on('error', reject)
      .end()
  })

test('habits by API: read, set, refused with every problem, taken back', async () => {
  const emulator = await emulatorFor()
  const at = `${emulator.url}/api/habits`
  const set = await fetch(at, { method: 'PUT', body: JSON.stringify({ faults: [{ on: 'all', status: 503 }] }) })
  expect(await jsonOf(set)).toMatchObject({ seed: 1, faults: [{ status: 503 }] })
  expect((await list(emulator)).status).toBe(503)
  const refused = await fetch(at, { method: 'PUT', body: '{"lag":{"list":"long"},"nonsense":1}' })
  expect(refused.status).toBe(400)
  expect((await jsonOf(refused)).errorMsg).toMatch(/lag\.list.*nonsense|nonsense.*lag\.list/)
  await fetch(at, { method: 'DELETE' })
  expect((await list(emulator)).status).toBe(200)
})

test('pages and API check the Host header; Zephyr’s own operations want a token instead', async () => {
  const emulator = await emulatorFor({ allowedHosts: ['emulator.example'] })
  for (const path of ['/', '/api/habits']) {
    for (const host of ['127.0.0.1', 'localhost:4100', '[::1]:80', 'zephyr', 'app.localhost', 'emulator.example:8080'])
      expect([host, await status(emulator, path, { host })]).toEqual([host, 200])
    for (const host of ['evil.example', 'evil.example:4100', '127.0.0.1.evil.example'])
      expect([host, await status(emulator, path, { host })]).toEqual([host, 421])
    for (const host of ['a b', 'x/y', '@127.0.0.1', 'evil.example#localhost'])
      expect(await status(emulator, path, { host })).toBeGreaterThanOrEqual(400)
  }
  const authorization = `Bearer ${emulator.token}`
  expect(
    await status(emulator, '/flex/services/rest/v3/user/current', { host: 'zephyr.corp.example', authorization }),
  ).toBe(200)
  expect(await status(emulator, '/health', { host: 'zephyr.corp.example' })).toBe(200)
})

test('what other sites’ pages send changes nothing', async () => {
  const emulator = await emulatorFor()
  await create(emulator)
  const { host } = new URL(emulator.url)
  const headers: Record<string, string>[] = [
    { origin: 'https://evil.example' },
    { origin: 'null' },
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
  ]
  for (const foreign of headers) expect(await status(emulator, '/api/reset', foreign, 'POST')).toBe(403)
  expect(emulator.jobs()).toHaveLength(1)
  expect(
    await status(emulator, '/api/reset', { origin: `http://${host}`, 'sec-fetch-site': 'same-origin' }, 'POST'),
  ).toBe(204)
  expect(emulator.jobs()).toEqual([])
  await create(emulator)
  expect(emulator.jobs()).toMatchObject([{ id: 101 }])
})

test('changes come as server-sent events', async () => {
  const emulator = await emulatorFor()
  const answer = await fetch(`${emulator.url}/events`)
  expect(answer.headers.get('content-type')).toBe('text/event-stream')
  await create(emulator)
  let text = ''
  const decoder = new TextDecoder()
  for await (const piece of answer.body ?? []) {
    text += decoder.decode(piece)
    if (text.includes('complete')) break
  }
  const changes = [...text.matchAll(/^data: (.*)$/gm)].map(([, json = '']) => JSON.parse(json))
  expect(changes).toEqual([
    { kind: 'job', job: 101 },
    { kind: 'run', job: 101, run: 5001, status: 'new' },
    { kind: 'run', job: 101, run: 5001, status: 'queued' },
    { kind: 'run', job: 101, run: 5001, status: 'complete' },
  ])
})

test('templates by API: listed, edited, tried, refused', async () => {
  const emulator = await emulatorFor()
  const at = `${emulator.url}/api/templates`
  expect(await jsonOf(fetch(at))).toMatchObject([{ name: 'junit' }, { name: 'testng' }])
  expect((await fetch(`${at}/mine`, { method: 'PUT', body: '{"status":"x"}' })).status).toBe(400)
  const tried = await fetch(`${at}/junit/try`, { method: 'POST', body: suite(passing('one')) })
  expect(await jsonOf(tried)).toMatchObject([{ name: 'one', status: 'PASS' }])
  const refused = await fetch(`${at}/junit/try`, { method: 'POST', body: '<a' })
  expect(refused.status).toBe(400)
  expect((await fetch(`${at}/none/try`, { method: 'POST', body: '<a/>' })).status).toBe(404)
})
