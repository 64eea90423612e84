import { type ChildProcessWithoutNullStreams, spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Emulator, startEmulator } from '@zephyr-reporters/emulator'
import { expect, onTestFinished, test } from 'vitest'
import { create, emulatorFor, ended, list, passing, suite } from './world.ts'

const main = join(import.meta.dirname, '../dist/main.js')

function temporary(): string {
  const folder = mkdtempSync(join(tmpdir(), 'zephyr-emulator-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

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
  expect(await set.json()).toMatchObject({ seed: 1, faults: [{ status: 503 }] })
  expect((await list(emulator)).status).toBe(503)
  const refused = await fetch(at, { method: 'PUT', body: '{"lag":{"list":"long"},"nonsense":1}' })
  expect(refused.status).toBe(400)
  expect((await refused.json()).errorMsg).toMatch(/lag\.list.*nonsense|nonsense.*lag\.list/)
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
  expect(await (await fetch(at)).json()).toMatchObject([{ name: 'junit' }, { name: 'testng' }])
  expect((await fetch(`${at}/mine`, { method: 'PUT', body: '{"status":"x"}' })).status).toBe(400)
  const tried = await fetch(`${at}/junit/try`, { method: 'POST', body: suite(passing('one')) })
  expect(await tried.json()).toMatchObject([{ name: 'one', status: 'PASS' }])
  const refused = await fetch(`${at}/junit/try`, { method: 'POST', body: '<a' })
  expect(refused.status).toBe(400)
  expect((await fetch(`${at}/none/try`, { method: 'POST', body: '<a/>' })).status).toBe(404)
})

test('everything recorded can be exported, by API and by command', async () => {
  const file = join(temporary(), 'zephyr.db')
  const emulator = await startEmulator({ file, newMs: 1, queuedMs: 1 })
  await create(emulator, {}, suite(passing('one'), passing('two')))
  await ended(emulator)
  const exported = await (await fetch(`${emulator.url}/api/export`)).json()
  expect(exported).toMatchObject({
    jobs: [{ id: 101, detail: { jobName: 'Nightly' } }],
    runs: [{ id: 5001, records: [{ name: 'one' }, { name: 'two' }] }],
  })
  const out = join(temporary(), 'out.json')
  const busy = spawnSync(process.execPath, [main, '--file', file, '--export', out], { encoding: 'utf8' })
  expect(busy.stderr).toMatch(/another emulator uses it/)
  await emulator.close()
  const run = spawnSync(process.execPath, [main, '--file', file, '--export', out], { encoding: 'utf8' })
  expect(run).toMatchObject({ status: 0, stderr: '' })
  expect(JSON.parse(readFileSync(out, 'utf8'))).toEqual(exported)
  expect(spawnSync(process.execPath, [main, '--file', file, '--export', '-'], { encoding: 'utf8' }).stdout).toBe(
    readFileSync(out, 'utf8'),
  )
})

test('two emulators on one file refuse each other, in one process and in two', async () => {
  const file = join(temporary(), 'zephyr.db')
  const first = await startEmulator({ file })
  await expect(startEmulator({ file })).rejects.toThrow(/zephyr\.db cannot be used.*another emulator uses it/)
  await expect(startEmulator({ file, reset: true })).rejects.toThrow(/another emulator uses it/)
  const second = spawnSync(process.execPath, [main, '--port', '0', '--file', file], { encoding: 'utf8' })
  expect(second).toMatchObject({ status: 1, stdout: '' })
  expect(second.stderr).toMatch(/^.*another emulator uses it\.\n$/)
  expect((await create(first)).status).toBe(200)
  await first.close()
  const third = await startEmulator({ file })
  expect(third.jobs()).toHaveLength(1)
  await third.close()
})

const started = async (child: ChildProcessWithoutNullStreams) =>
  new Promise<string>((resolve) =>
    child.stdout.once('data', (text) => resolve(/http:\S+/.exec(String(text))?.[0] ?? '')),
  )

test('kill -9 at any moment: whatever was answered is there, whatever runs goes on, and the file opens', async () => {
  const file = join(temporary(), 'zephyr.db')
  const answered: number[] = []
  for (let round = 0; round < 4; round++) {
    const child = spawn(process.execPath, [main, '--port', '0', '--file', file, '--new-ms', '1', '--queued-ms', '1'])
    const url = await started(child)
    const left = new Promise((resolve) => child.once('exit', resolve))
    setTimeout(() => child.kill('SIGKILL'), 30 + round * 40)
    for (;;) {
      const name = `job ${answered.length}`
      const answer = await create(
        { url, token: 'emulator-token' } as Emulator,
        { jobName: name },
        suite(passing(name)),
      ).catch(() => undefined)
      if (!answer) break
      answered.push(answer.body.id)
    }
    await left
  }
  expect(answered.length).toBeGreaterThan(0)
  const emulator = await startEmulator({ file, newMs: 1, queuedMs: 1 })
  await ended(emulator)
  const runs = new Map(emulator.runs().map((run) => [run.id, run]))
  for (const id of answered) {
    expect(runs.get(id)).toMatchObject({ status: 'complete', total: 1 })
    expect(emulator.records({ runId: id }).map(({ name }) => name)).toEqual([runs.get(id)?.detail.jobName])
  }
  await emulator.close()
})

test('--reset begins anew; --version, --habits and their mistakes', async () => {
  const folder = temporary()
  const file = join(folder, 'zephyr.db')
  const first = await startEmulator({ file })
  await create(first)
  await first.close()
  const second = await startEmulator({ file, reset: true })
  expect(second.jobs()).toEqual([])
  await second.close()

  const { version } = JSON.parse(readFileSync(join(import.meta.dirname, '../package.json'), 'utf8'))
  expect(spawnSync(process.execPath, [main, '--version'], { encoding: 'utf8' }).stdout).toBe(`${version}\n`)
  const habits = join(folder, 'habits.json')
  const start = (text: string) => {
    writeFileSync(habits, text)
    return spawnSync(process.execPath, [main, '--port', '0', '--habits', habits], { encoding: 'utf8' }).stderr
  }
  expect(start('{')).toMatch(/^The habits in .*habits\.json cannot be read: no JSON\.\n$/)
  expect(start('{"faults":[{"on":"nothing"}]}')).toMatch(/^the habits cannot be used\. faults\.0\.on: .*\n$/)
  writeFileSync(habits, '{"faults":[{"status":503,"retryAfter":1}]}')
  const child = spawn(process.execPath, [main, '--port', '0', '--habits', habits, '--verbose'])
  onTestFinished(() => void child.kill())
  const url = await started(child)
  expect((await fetch(`${url}/health`)).status).toBe(200)
  expect(await (await fetch(`${url}/health`)).json()).toEqual({ status: 'ok', version })
  const line = new Promise((resolve) => child.stdout.once('data', (text) => resolve(String(text))))
  expect((await list({ url, token: 'emulator-token' } as Emulator)).headers.get('retry-after')).toBe('1')
  expect(await line).toMatch(/GET \S*file-upload-job\/list\S* 503 \d/)
})
