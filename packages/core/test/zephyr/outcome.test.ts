import { readdirSync, readFileSync } from 'node:fs'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { createZephyrClient, ZephyrError } from '@zephyr-reporters/core'
import { expect, onTestFinished, test } from 'vitest'
import { failureOf } from '../../src/delivery/outcome.ts'

// What a failed POST says about its effect, over real sockets.

async function clientOf(listener: RequestListener) {
  const server = createServer(listener)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return createZephyrClient({ url, token: 'marked-token', timeout: 5, retries: 0 })
}

const file = (bytes: number) => new File(['x'.repeat(bytes)], 'jest.xml')
const update = (listener: RequestListener, bytes = 100, signal?: AbortSignal) =>
  clientOf(listener)
    .then((client) => client.updateAndExecuteJob({ id: 1 }, file(bytes), { signal }))
    .then(
      () => new Error('It should have failed.'),
      (error: unknown) => error,
    )

const afterBody =
  (status: number, body = '{}', headers = {}): RequestListener =>
  (incoming, outgoing) => {
    incoming.resume()
    incoming.on('end', () => outgoing.writeHead(status, { 'content-type': 'application/json', ...headers }).end(body))
  }

test.each<[RequestListener, string]>([
  ...[500, 502, 503, 520, 521].map((status): [RequestListener, string] => [afterBody(status), 'lost']),
  ...[408, 409, 425, 499, 501, 504, 522, 599].map((status): [RequestListener, string] => [afterBody(status), 'late']),
  [afterBody(302, '', { location: '/login' }), 'late'],
  [afterBody(200, '<!doctype html><title>Sign in</title>'), 'late'],
  [afterBody(200, '{"id":'), 'late'],
  [afterBody(200, ''), 'late'],
  ...[400, 401, 403, 404, 413].map((status): [RequestListener, string] => [afterBody(status), 'refused']),
  [afterBody(429), 'throttled'],
  [afterBody(400, '{"errorMsg":"The release is locked. Please try again later."}'), 'locked'],
  [(incoming) => incoming.resume().on('end', () => incoming.socket.destroy()), 'lost'],
])('a whole body, then an answer (case %#)', async (listener, failure) => {
  const error = await update(listener)
  expect(error).toBeInstanceOf(ZephyrError)
  if (error instanceof ZephyrError) expect(failureOf(error), error.message).toBe(failure)
})

test('a body that was cut before its end cannot be stored', async () => {
  const error = await update((incoming) => incoming.once('data', () => incoming.socket.resetAndDestroy()), 20_000_000)
  expect(error).toMatchObject({ reached: 'no', code: 'network' })
  if (error instanceof ZephyrError) expect(failureOf(error)).toBe('unsent')
})

test('a refusal in mid-body is a refusal', async () => {
  const error = await update((_, outgoing) => void outgoing.writeHead(413).end(), 20_000_000)
  // The connection may break before the answer is read; then nothing was stored either.
  expect(['refused', 'unsent']).toContain(error instanceof ZephyrError ? failureOf(error) : error)
})

test('a caller’s own signal is reported as such', async () => {
  const ends = new AbortController()
  const error = await update((incoming) => incoming.resume().on('end', () => ends.abort()), 100, ends.signal)
  expect(error).toMatchObject({
    code: 'aborted',
    reached: 'unknown',
    reason: expect.stringContaining("caller's signal"),
  })
})

test('a reason that a caller gives with its signal is quoted', async () => {
  const ends = new AbortController()
  const reason = new Error("the delivery's time was over")
  const error = await update((incoming) => incoming.resume().on('end', () => ends.abort(reason)), 100, ends.signal)
  expect(error).toMatchObject({
    code: 'aborted',
    reason: expect.stringContaining("failed: the delivery's time was over."),
  })
})

test('an id beyond what a number holds is refused, not rounded to another', async () => {
  const error = await update((incoming, outgoing) => {
    const body = '{"id":9007199254740993}'
    incoming.resume().on('end', () => outgoing.writeHead(200, { 'content-type': 'application/json' }).end(body))
  })
  expect(error).toMatchObject({ code: 'unexpected', reached: 'unknown' })
})

test('a connection that breaks without a reason names what is likely', async () => {
  const error = await update((incoming, outgoing) => {
    incoming.resume().on('end', () => outgoing.writeHead(407).end())
  })
  expect(error).toMatchObject({ reason: expect.stringContaining('407') })
})

test('the parts are the file and the detail, in that order and with those types', async () => {
  let body = ''
  const answer = '{"id":1}'
  const client = await clientOf((incoming, outgoing) => {
    incoming.on('data', (piece) => {
      body += piece
    })
    incoming.on('end', () => outgoing.writeHead(200, { 'content-type': 'application/json' }).end(answer))
  })
  await client.updateAndExecuteJob({ id: 1 }, { path: import.meta.filename, name: 'jest-1.xml' })
  const parts = body.split(/--zephyr-[\w-]+/).slice(1, 3)
  expect(parts[0]).toMatch(
    /^\r\nContent-Disposition: form-data; name="fileName"; filename="jest-1\.xml"\r\nContent-Type: application\/xml\r\n\r\n/,
  )
  expect(parts[1]).toBe('\r\nContent-Disposition: form-data; name="automationJobDetail"\r\n\r\n{"id":1}\r\n')
})

test('the client knows nothing of the reporters’ variables', () => {
  const folder = join(import.meta.dirname, '../../src/zephyr')
  for (const name of readdirSync(folder)) {
    const code = readFileSync(join(folder, name), 'utf8').replace(/^ \*.*$/gm, '')
    expect(code, name).not.toMatch(/ZEPHYR_/)
  }
})
