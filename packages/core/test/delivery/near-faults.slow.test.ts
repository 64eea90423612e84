import fs, { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { createServer as createHttp } from 'node:http'
import { syncBuiltinESMExports } from 'node:module'
import type { AddressInfo } from 'node:net'
import { createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { deliver, findPending, loadSettings, resend } from '@zephyr-reporters/core'
import { startEmulator } from '@zephyr-reporters/emulator'
import { ProxyAgent, fetch as undiciFetch } from 'undici'
import { afterEach, expect, onTestFinished, test } from 'vitest'
import { type Operation, operations } from '../faults/proxy.ts'
import { collectingLog, deliverOnce, environment, resultFile, secret, uploads } from './world.ts'

// What goes wrong on this side of the wire: no connection comes to be, or nothing can be written.

async function listening(server: Server) {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  return `127.0.0.1:${(server.address() as AddressInfo).port}`
}

type Route = (url: URL) => Promise<Response>
const to = (url: URL, origin: string) => globalThis.fetch(`${origin}${url.pathname}${url.search}`)

/** Real failures of real sockets, each to the request that is routed there. */
const connections: Record<string, () => Promise<Route>> = {
  refused: async () => {
    const server = createServer()
    const address = await listening(server)
    await new Promise((resolve) => server.close(resolve))
    return (url) => to(url, `http://${address}`)
  },
  'DNS failure': async () => (url) => to(url, 'http://zephyr.invalid'),
  'TLS failure': async () => {
    const address = await listening(createHttp((_, outgoing) => outgoing.end()))
    return (url) => to(url, `https://${address}`)
  },
  'proxy refusing': async () => {
    const proxy = createHttp()
    proxy.on('connect', (_, socket) => socket.end('HTTP/1.1 403 Forbidden\r\n\r\n'))
    const dispatcher = new ProxyAgent(`http://${await listening(proxy)}`)
    return async (url) => {
      const answer = await undiciFetch(`https://zephyr.invalid${url.pathname}`, { dispatcher })
      return new Response(await answer.text(), { status: answer.status })
    }
  },
}

const uses: Record<'create' | 'update', Operation[]> = {
  create: ['list', 'create'],
  update: ['list', 'detail', 'progress', 'update'],
}
const cases = (['create', 'update'] as const).flatMap((delivery) =>
  uses[delivery].flatMap((operation) =>
    Object.keys(connections).flatMap((fault) => [true, false].map((once) => ({ delivery, operation, fault, once }))),
  ),
)

test.for(cases)('$delivery: $operation meets "$fault", once: $once', async ({ delivery, operation, fault, once }) => {
  const emulator = await startEmulator({ token: secret, newMs: 1, queuedMs: 1 })
  onTestFinished(() => emulator.close())
  const given = resultFile()
  if (delivery === 'update') await deliverOnce(emulator.url, {}, 0.01, resultFile())
  const before = uploads(emulator).length
  const route = await connections[fault]?.()
  let met = 0
  const fetch: typeof globalThis.fetch = (input, init) => {
    const url = new URL(String(input))
    const isIt = url.pathname.includes(operations[operation]) && (!once || met === 0)
    if (!isIt || !route) return globalThis.fetch(input, init)
    met++
    return route(url)
  }
  const { log, lines } = collectingLog()
  const loaded = loadSettings({
    runner: 'jest',
    cwd: given.folder,
    env: environment(emulator.url, { ZEPHYR_RETRIES: '1', ZEPHYR_TIMEOUT: '10', ZEPHYR_DELIVERY_TIMEOUT: '1000' }),
  })
  const { file, counts } = given
  const result = await deliver({ file, counts, loaded, log, pace: 0.01, fetch })
  expect(met).toBeGreaterThan(0)
  const sent = uploads(emulator).length - before
  if (result.status === 'delivered') expect(sent).toBe(1)
  else expect(sent).toBe(0)
  expect(result.status, lines.join('')).toBe(once ? 'delivered' : 'failed')
  expect(findPending(given.folder)).toHaveLength(once ? 0 : 1)
  expect(lines.join('')).not.toContain(secret)
})

// The disk: every call that writes fails from the n-th on, or that one only.

const real = { openSync: fs.openSync, writeSync: fs.writeSync, fsyncSync: fs.fsyncSync, renameSync: fs.renameSync }
afterEach(() => {
  Object.assign(fs, real)
  syncBuiltinESMExports()
})

/** A disk that is full from its n-th write on, or at that one only; counts the writes of pending files and receipts. */
function fullDisk(at: number, once: boolean) {
  let count = 0
  const failing = (call: keyof typeof real) =>
    Object.assign(fs, {
      [call]: (...args: unknown[]) => {
        const fails = once ? count === at : count >= at
        count++
        if (fails) throw Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC' })
        return Reflect.apply(real[call], fs, args)
      },
    })
  for (const call of ['writeSync', 'renameSync'] as const) failing(call)
  syncBuiltinESMExports()
  return () => count
}

async function onFullDisk(at: number, once: boolean, update: boolean) {
  const emulator = await startEmulator({ token: secret, newMs: 1, queuedMs: 1 })
  const folder = mkdtempSync(join(tmpdir(), 'zephyr-disk-'))
  onTestFinished(async () => {
    await emulator.close()
    rmSync(folder, { recursive: true })
  })
  if (update) await deliverOnce(emulator.url, {}, 0.01, resultFile())
  const before = uploads(emulator).length
  const given = resultFile(folder)
  const writes = fullDisk(at, once)
  const outcome = await deliverOnce(emulator.url, {}, 0.01, given)
  const count = writes()
  Object.assign(fs, real)
  syncBuiltinESMExports()
  return { emulator, given, outcome, count, fresh: () => uploads(emulator).length - before }
}

test.each([true, false])(
  'a disk that is full at any one write of a delivery, update: %s',
  { timeout: 120_000 },
  async (update) => {
    const { count } = await onFullDisk(Number.POSITIVE_INFINITY, true, update)
    // Prepared, posting, receipt: a write and a rename each, and the receipt's own rename.
    expect(count).toBeGreaterThanOrEqual(7)
    for (let at = 0; at < count; at++) {
      for (const once of [true, false]) {
        const { outcome, given, emulator, fresh } = await onFullDisk(at, once, update)
        const where = `${at} of ${count}, once: ${once}: ${outcome.lines.join('')}`
        expect(outcome.result.status, where).toBe('delivered')
        expect(fresh(), where).toBe(1)
        expect(outcome.lines.join(''), where).toMatch(/cannot be written|Cannot write beside/)
        expect(outcome.state.receipt && outcome.state.pending, where).toBe(false)
        // With room on the disk, nothing is doubled.
        const loaded = loadSettings({ runner: 'upload', cwd: given.folder, env: environment(emulator.url) })
        for (const path of findPending(given.folder))
          expect((await resend({ path, loaded, log: collectingLog().log, pace: 0.01 })).status, where).toBe('delivered')
        expect(fresh(), where).toBe(1)
        expect(existsSync(given.file), where).toBe(true)
      }
    }
  },
)

test('a full disk while the server is down: the results stay, and a line says how to send them', async () => {
  const given = resultFile()
  fullDisk(0, false)
  const { result } = await deliverOnce('http://127.0.0.1:9', { ZEPHYR_RETRIES: '0' }, 0.01, given)
  expect(result).toMatchObject({
    status: 'failed',
    message: expect.stringMatching(/They are in .*jest\.xml; `npx zephyr-report upload/),
  })
  expect(existsSync(given.file)).toBe(true)
})
