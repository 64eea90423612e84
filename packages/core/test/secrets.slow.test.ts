import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inspect } from 'node:util'
import {
  createLog,
  createZephyrClient,
  deliver,
  loadSettings,
  resend,
  secretsOf,
  startReport,
} from '@zephyr-reporters/core'
import { startEmulator } from '@zephyr-reporters/emulator'
import { afterAll, expect, test, vi } from 'vitest'
import { environment, resultFile } from './delivery/world.ts'
import { faults, startFaultProxy } from './faults/proxy.ts'

// Everything is run with marked secrets, all that it produced is kept, and nothing of them may be found in it.

const token = 'm4rkT0k/en+"one" & <two>'
const password = 'm4rkPassw0rd/+%"'
const proxyPassword = 'm4rkProxy'
const marks = [
  'm4rk',
  ...[token, password, `robot:${password}`, `me:${proxyPassword}`].map((secret) =>
    Buffer.from(secret).toString('base64').slice(0, 14),
  ),
]

const root = mkdtempSync(join(tmpdir(), 'zephyr-secrets-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))
let folders = 0
const newFolder = () => {
  const folder = join(root, String(folders++))
  mkdirSync(folder)
  return folder
}

/** Lines, errors with all that hangs on them, and what was printed. */
const produced: string[] = []
const keep = (value: unknown) =>
  produced.push(
    typeof value === 'string' ? value : inspect(value, { depth: Number.POSITIVE_INFINITY, showHidden: true }),
    JSON.stringify(value) ?? '',
  )

const credentials = {
  token: { ZEPHYR_TOKEN: token },
  password: { ZEPHYR_TOKEN: '', ZEPHYR_USERNAME: 'robot', ZEPHYR_PASSWORD: password },
}
type Env = Record<string, string>

async function deliverKept(url: string, env: Env) {
  const given = resultFile(newFolder())
  const loaded = loadSettings({ runner: 'jest', cwd: given.folder, env: { ...environment(url), ...env } })
  const log = createLog({ level: 'debug', secrets: secretsOf(loaded.settings), write: keep })
  keep(await deliver({ file: given.file, counts: given.counts, loaded, log, pace: 0.01 }))
  return { ...given, loaded, log }
}

function filesOf(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => `${entry.name}\n${readFileSync(join(entry.parentPath, entry.name), 'utf8')}`)
}

const limits = { ZEPHYR_RETRIES: '1', ZEPHYR_TIMEOUT: '0.3', ZEPHYR_DELIVERY_TIMEOUT: '100' }
const light = faults.filter((fault) => fault !== 'gzip bomb' && fault !== 'endless body')

test.each(Object.entries(credentials))(
  'deliveries under every fault, by %s, and sent again',
  { timeout: 120_000 },
  async (_, login) => {
    const emulator = await startEmulator({ token, username: 'robot', password, newMs: 1, queuedMs: 1 })
    for (const fault of light) {
      const proxy = await startFaultProxy(emulator.url, (operation) => (operation === 'list' ? undefined : fault))
      const { file, loaded, log } = await deliverKept(proxy.url, { ...limits, ...login })
      await proxy.close()
      keep(await resend({ path: file.replace('.xml', '.pending.json'), loaded, log, pace: 0.01 }))
    }
    expect(emulator.runs().length).toBeGreaterThan(3)
    await emulator.close()
  },
)

test('a server that sends back all that it was sent', async () => {
  let used = token
  const server = createServer((incoming, outgoing) => {
    const all = `${JSON.stringify(incoming.headers)} ${used} ${encodeURIComponent(used)}`
    const [status, body] = echoes[Math.floor(Math.random() * echoes.length)]?.(all) ?? [500, all]
    outgoing
      .writeHead(status, { location: `http://127.0.0.1:9/?t=${encodeURIComponent(used)}`, 'x-all': 'x' })
      .end(body)
  })
  const echoes: ((all: string) => [number, string])[] = [
    (all) => [400, JSON.stringify({ errorMsg: all })],
    (all) => [401, JSON.stringify({ message: JSON.stringify({ message: all }) })],
    (all) => [200, `<!doctype html><title>${all.replaceAll('<', '&lt;')}</title>`],
    (all) => [302, all],
    (all) => [500, 'x'.repeat(480) + all],
    (all) => [200, JSON.stringify({ id: all })],
  ]
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  for (let time = 0; time < 12; time++) {
    for (const login of [{ token }, { username: 'robot', password }]) {
      used = login.token ?? password
      const client = createZephyrClient({ url, retries: 0, env: {}, ...login })
      keep(await client.getJob(1).catch((error: unknown) => error))
      keep(await client.createJob({ jobName: 'x' } as never, new File(['x'], 'x.xml')).catch((error: unknown) => error))
    }
  }
  server.close()
})

test('a login in the address, or in the proxy’s', async () => {
  for (const url of [`http://me:${proxyPassword}@127.0.0.1:9`, `me:${proxyPassword}@127.0.0.1:9`]) {
    await deliverKept(url, { ...limits, ZEPHYR_TOKEN: token })
    keep(loadSettings({ runner: 'jest', cwd: newFolder(), env: { ZEPHYR_URL: url } }).problems)
  }
  const refusing = createServer((incoming, outgoing) => outgoing.writeHead(407).end(JSON.stringify(incoming.headers)))
  refusing.on('connect', (incoming, socket) =>
    socket.end(`HTTP/1.1 407 ${incoming.headers['proxy-authorization']}\r\n\r\n`),
  )
  await new Promise<void>((resolve) => refusing.listen(0, '127.0.0.1', resolve))
  const proxy = `http://me:${proxyPassword}@127.0.0.1:${(refusing.address() as AddressInfo).port}`
  const proxies: Record<string, string>[] = [
    { HTTP_PROXY: proxy, HTTPS_PROXY: proxy },
    { HTTP_PROXY: `http://me:${proxyPassword}@127.0.0.1:9` },
    { HTTP_PROXY: `ftp://me:${proxyPassword}@x` },
  ]
  for (const env of proxies)
    for (const scheme of ['http', 'https'])
      await deliverKept(`${scheme}://zephyr.invalid`, { ...limits, ...env, ZEPHYR_TOKEN: token })
  refusing.closeAllConnections()
  refusing.close()
})

test('the reporter’s run end: dry run, wrong options, failure, with CI’s surfaces', async () => {
  const folder = newFolder()
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    keep(String(text))
    return true
  })
  const run = () => ({
    runner: 'jest',
    root: folder,
    startedAt: new Date(0),
    tests: [
      {
        file: join(folder, 'a.test.js'),
        titles: ['t'],
        position: [0],
        outcome: 'passed' as const,
        duration: 1,
        failures: [],
      },
    ],
  })
  const states: Env[] = [
    { ZEPHYR_DRY_RUN: 'true' },
    { ZEPHYR_PROJECT_ID: token, ZEPHYR_TOKEN: token },
    { ZEPHYR_RETRIES: '0', ZEPHYR_LOG_LEVEL: 'debug' },
    { ZEPHYR_RETRIES: '0', GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: join(folder, 'summary.md') },
    { ZEPHYR_TOKEN: `${token}\u0007` },
    { ZEPHYR_TOKEN: '', ZEPHYR_USERNAME: 'robot', ZEPHYR_PASSWORD: `${password}\u0007` },
  ]
  for (const state of states) {
    // A value of another option that is wrong is shown: there the token is none.
    const shown = Object.hasOwn(state, 'ZEPHYR_PROJECT_ID') ? { ...state, ZEPHYR_PROJECT_ID: 'PRJ' } : state
    for (const [name, value] of Object.entries({ ...environment('http://127.0.0.1:9'), ZEPHYR_TOKEN: token, ...shown }))
      vi.stubEnv(name, value)
    keep(await (await startReport({ runner: 'jest', run, cwd: folder })).end())
    vi.unstubAllEnvs()
  }
  vi.restoreAllMocks()
})

const cli = join(import.meta.dirname, '../../cli/dist/main.js')

test('the command line, given its secrets by the environment', { timeout: 120_000 }, async () => {
  const emulator = await startEmulator({ token, username: 'robot', password, newMs: 1, queuedMs: 1 })
  const { file } = resultFile(newFolder())
  const commands = [
    ['upload', file],
    ['upload', file, '--dry-run'],
    ['upload', file, '--json'],
    ['jobs', 'list', '--json'],
    ['jobs', 'show', '1'],
    ['status'],
    ['doctor'],
    ['doctor', '--json'],
    ['resend'],
  ]
  for (const url of [emulator.url, 'http://127.0.0.1:9']) {
    const results = await Promise.all(
      commands.map(async (args) => {
        const env = { ...environment(url), ZEPHYR_TOKEN: token, ZEPHYR_RETRIES: '0', ZEPHYR_LOG_LEVEL: 'debug' }
        return new Promise<string>((resolve) => {
          const options = { cwd: newFolder(), env: { ...env, PATH: process.env.PATH } }
          const child = execFile(process.execPath, [cli, ...args], options, (_, stdout, stderr) =>
            resolve(stdout + stderr),
          )
          keep(child.spawnargs)
        })
      }),
    )
    expect(results.filter((text) => text !== '').length).toBe(commands.length)
    for (const text of results) keep(text)
  }
  await emulator.close()
})

test('nothing of a secret is in anything that was produced', () => {
  const files = filesOf(root)
  expect(produced.length).toBeGreaterThan(500)
  expect(files.filter((text) => text.includes('"deliveryId"')).length).toBeGreaterThan(40)
  for (const text of [...produced, ...files]) for (const mark of marks) expect(text).not.toContain(mark)
  // The search itself finds what is there.
  writeFileSync(join(root, 'planted.json'), JSON.stringify({ token }))
  expect(filesOf(root).join('')).toContain('m4rk')
})
