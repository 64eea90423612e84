import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { inspect } from 'node:util'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import { createZephyrClient, type ZephyrClientOptions, ZephyrError } from '@zephyr-reporters/core'
import { expect, onTestFinished, test } from 'vitest'
import { runModule } from '../child.ts'
import { temporaryFolder } from '../folder.ts'
import { requiredDetail } from './detail.ts'

// What a call may cost: time, memory, and what it may say.

const token = 'm4rked/t0ken "with" <all> & such'

async function serve(listener: RequestListener) {
  const server = createServer(listener)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

const client = (url: string, options: Partial<ZephyrClientOptions> = {}) =>
  createZephyrClient({ url, token, env: {}, ...options })
const place = { projectId: 1, releaseId: 11 }

async function failureOf(call: Promise<unknown>): Promise<ZephyrError> {
  const error: unknown = await call.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  if (!(error instanceof ZephyrError)) throw new Error(`expected a ZephyrError, got ${inspect(error)}`)
  return error
}

test.each([
  ['86400', 86_400_000],
  // Longer than a timer of Node takes: it would fire at once.
  ['4000000', 4_000_000_000],
  [new Date(Date.now() + 7_200_000).toUTCString(), undefined],
])('Retry-After: %s is not waited for where nobody bounds the call, and not cut short', async (header, asked) => {
  let count = 0
  const url = await serve((_, outgoing) => {
    count++
    outgoing.writeHead(429, { 'retry-after': header }).end('{}')
  })
  const started = performance.now()
  const error = await failureOf(client(url).listJobs(place))
  expect(error.status).toBe(429)
  if (asked) expect(error.retryAfter).toBe(asked)
  else expect(error.retryAfter).toBeGreaterThan(7_000_000)
  expect(count).toBe(1)
  expect(performance.now() - started).toBeLessThan(5000)
})

test.each([
  ['seconds', () => '1'],
  // Whole seconds: the second after next is between one and two away.
  ['a date', () => new Date(Date.now() + 2000).toUTCString()],
])('Retry-After as %s is honoured', async (_, header) => {
  const asked: number[] = []
  const url = await serve((_, outgoing) => {
    asked.push(performance.now())
    if (asked.length > 1) outgoing.end('[]')
    else outgoing.writeHead(503, { 'retry-after': header() }).end()
  })
  expect(await client(url).listJobs(place)).toEqual([])
  const [first = 0, second = 0] = asked
  expect(second - first).toBeGreaterThan(950)
})

test('a call that is given up while it waits for Retry-After ends at once', async () => {
  const url = await serve((_, outgoing) => void outgoing.writeHead(429, { 'retry-after': '4000000' }).end())
  const started = performance.now()
  const error = await failureOf(client(url).listJobs(place, { signal: AbortSignal.timeout(300) }))
  expect(error.status).toBe(429)
  expect(performance.now() - started).toBeGreaterThan(250)
  expect(performance.now() - started).toBeLessThan(5000)
})

const packed = { gzip: gzipSync, br: brotliCompressSync }
test.each(['gzip', 'br'] as const)('a bomb of %s is one clear error, in bounded memory', async (encoding) => {
  // 1 GB of blanks is a megabyte on the wire.
  const part = packed[encoding](Buffer.alloc(16 * 1024 * 1024, ' '))
  const url = await serve((_, outgoing) => {
    outgoing.writeHead(200, { 'content-type': 'application/json', 'content-encoding': encoding })
    if (encoding === 'br') outgoing.end(packed.br(Buffer.alloc(128 * 1024 * 1024, ' ')))
    else for (let at = 0; at < 64; at++) outgoing.write(part)
    outgoing.end()
  })
  const { stdout } = await runModule(`
    const zephyr = core.createZephyrClient({ url: '${url}', token: 'x', retries: 0 })
    const error = await zephyr.listJobs({ projectId: 1, releaseId: 1 }).catch((error) => error)
    console.log(JSON.stringify({ message: error.message, name: error.name, mb: process.resourceUsage().maxRSS / 1024 }))`)
  const { message, name, mb } = JSON.parse(stdout)
  expect(name).toBe('ZephyrError')
  expect(message).toContain('longer than 64 MB')
  expect(mb).toBeLessThan(450)
})

test('an answer without end is given up, at whatever speed it comes', async () => {
  const fast = await serve((_, outgoing) => {
    const more = () => {
      while (outgoing.write('x'.repeat(64 * 1024)));
    }
    outgoing.on('drain', more)
    more()
  })
  expect((await failureOf(client(fast, { retries: 0 }).listJobs(place))).message).toContain('longer than 64 MB')
  const slow = await serve((_, outgoing) => {
    const timer = setInterval(() => outgoing.write(' '), 50)
    outgoing.on('close', () => clearInterval(timer))
  })
  const error = await failureOf(client(slow, { retries: 0, timeout: 0.5 }).listJobs(place))
  expect(error.message).toContain('stood still')
})

test('a text in place of JSON is quoted, once and not at length', async () => {
  const url = await serve((_, outgoing) => void outgoing.end('Maintenance. '.repeat(10_000)))
  const { message } = await failureOf(client(url, { retries: 0 }).listJobs(place))
  expect(message).toContain('answered 200 with no JSON, saying: Maintenance.')
  expect(message.length).toBeLessThan(1000)
})

const forms: Record<string, string> = {
  plain: token,
  'at the cut': `${'x'.repeat(495)}${token}`,
  'in an address': encodeURIComponent(token),
  'in a form': encodeURIComponent(token).replaceAll('%20', '+'),
  'in JSON': JSON.stringify({ errorMsg: `no ${token}` }),
  'in JSON within JSON': JSON.stringify({ message: JSON.stringify({ message: `no ${token}` }) }),
  'in JSON with other fields': JSON.stringify({ detail: token }),
  'in the title of a page': `<!doctype html><title>${token.replaceAll('<', '&lt;')}</title>`,
  'in base64': Buffer.from(token).toString('base64'),
}
test.each(Object.entries(forms))('a server that sends the token back %s: no error holds any of it', async (_, body) => {
  for (const status of [200, 302, 401, 500]) {
    const url = await serve((_, outgoing) => {
      outgoing
        .writeHead(status, status === 302 ? { location: `/login?token=${encodeURIComponent(token)}` } : {})
        .end(body)
    })
    const error = await failureOf(client(url, { retries: 0 }).listJobs(place))
    const shown = inspect(error, { depth: Number.POSITIVE_INFINITY, showHidden: true }) + JSON.stringify(error)
    expect(shown).not.toContain('m4rked')
    expect(shown).not.toContain(Buffer.from(token).toString('base64').slice(0, 20))
  }
})

test('a file that cannot be read is named, and nothing is sent', async () => {
  let count = 0
  const url = await serve((_, outgoing) => void outgoing.end(String(count++)))
  const folder = temporaryFolder()
  const missing = join(folder, 'missing.xml')
  expect(await failureOf(client(url).createJob(requiredDetail, missing))).toMatchObject({
    operation: 'createJob',
    reached: 'no',
    message: expect.stringContaining(`${missing} cannot be read (ENOENT)`),
  })
  expect((await failureOf(client(url).createAndExecuteJob(requiredDetail, folder))).message).toContain('is no file')
  expect(count).toBe(0)
})

test('no ids, no request', async () => {
  const zephyr = client('http://zephyr.invalid')
  expect(await zephyr.executeJobs([])).toEqual([])
  expect(await zephyr.deleteJobs([])).toBeUndefined()
})

test('a token that no header can carry is reported without showing it', () => {
  const options = { url: 'http://zephyr.example', token: 'm4rked\u20AC' }
  expect(() => createZephyrClient(options)).toThrow(/no header can carry/)
  expect(() => createZephyrClient(options)).not.toThrow(/m4rked/)
})

test('a large file is streamed with its length, and never stands in memory whole', async () => {
  let seen = { length: '', parts: '', bytes: 0 }
  const url = await serve((incoming, outgoing) => {
    seen = { length: incoming.headers['content-length'] ?? '', parts: '', bytes: 0 }
    let pieces = 0
    incoming.on('data', (piece: Buffer) => {
      seen.bytes += piece.length
      // Slower than the disk: what the socket does not take must not be read ahead.
      if (pieces++ % 8 === 0) {
        incoming.pause()
        setTimeout(() => incoming.resume(), 2)
      }
      const text = piece.toString('latin1')
      if (text.includes('name="')) seen.parts += text
    })
    incoming.on('end', () => outgoing.end('{"id":1}'))
  })
  const file = join(temporaryFolder(), 'large.xml')
  const { stdout } = await runModule(`
    const { openSync, ftruncateSync } = await import('node:fs')
    ftruncateSync(openSync(${JSON.stringify(file)}, 'w'), 300 * 1024 * 1024)
    const zephyr = core.createZephyrClient({ url: '${url}', token: 'x' })
    await zephyr.createJob(${JSON.stringify(requiredDetail)}, ${JSON.stringify(file)})
    console.log(process.resourceUsage().maxRSS / 1024)`)
  expect(Number(stdout)).toBeLessThan(200)
  expect(seen.bytes).toBeGreaterThan(300 * 1024 * 1024)
  expect(Number(seen.length)).toBe(seen.bytes)
  expect(seen.parts).toContain('name="fileName"; filename="large.xml"')
  expect(seen.parts).toContain('name="automationJobDetail"')
})
