import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { gzipSync } from 'node:zlib'

/** What goes wrong between a client and the server, for one request. */
export type Fault =
  | 'reset before'
  | 'reset during upload'
  | 'reset after commit'
  | 'silent'
  | 'silent after commit'
  | 'trickle'
  | 'never reads'
  | 'late commit after 504'
  | '502 after commit'
  | '400'
  | '401'
  | '403'
  | '404'
  | '429 with Retry-After'
  | '500'
  | '500 after commit'
  | '503 with Retry-After'
  | 'HTML with 200'
  | 'HTML with 200 after commit'
  | 'truncated after commit'
  | 'redirect to a login page'
  | 'redirect loop'
  | 'bad JSON after commit'
  | 'wrong shape after commit'
  | 'empty after commit'
  | '204 after commit'
  | 'invalid UTF-8 after commit'
  | 'chunks cut off after commit'
  | 'HTTP/1.0'
  | 'gzip bomb'
  | 'endless body'
  | '408'
  | '413'
  | '418'
  | '501'
  | '503 for a day'
  | '429 for a day'
  | 'unknown status 299'
  | 'unknown status 599'
  | 'no such status 999'
  | 'redirect to another origin'
  | 'ids as text'
  | 'slow in both directions'
  | 'broken gzip after commit'
  | 'not HTTP'

export const faults: readonly Fault[] = [
  'reset before',
  'reset during upload',
  'reset after commit',
  'silent',
  'silent after commit',
  'trickle',
  'never reads',
  'late commit after 504',
  '502 after commit',
  '400',
  '401',
  '403',
  '404',
  '429 with Retry-After',
  '500',
  '500 after commit',
  '503 with Retry-After',
  'HTML with 200',
  'HTML with 200 after commit',
  'truncated after commit',
  'redirect to a login page',
  'redirect loop',
  'bad JSON after commit',
  'wrong shape after commit',
  'empty after commit',
  '204 after commit',
  'invalid UTF-8 after commit',
  'chunks cut off after commit',
  'HTTP/1.0',
  'gzip bomb',
  'endless body',
  '408',
  '413',
  '418',
  '501',
  '503 for a day',
  '429 for a day',
  'unknown status 299',
  'unknown status 599',
  'no such status 999',
  'redirect to another origin',
  'ids as text',
  'slow in both directions',
  'broken gzip after commit',
  'not HTTP',
]

/** The operations that a delivery uses, by the end of their path. */
export const operations = {
  list: 'file-upload-job/list',
  detail: 'job/detail',
  progress: 'get-latest-job-progress',
  create: 'create-and-execute-job',
  update: 'update-execute-job',
} as const
export type Operation = keyof typeof operations

/** Says what goes wrong with a request; nothing where it answers undefined. Told which operation, and the how manieth of it. */
export type Plan = (operation: Operation | undefined, count: number) => Fault | undefined

/** An HTTP server before the real one, which lets requests through, each after so many milliseconds, or lets them go wrong. */
export async function startFaultProxy(target: string, plan: Plan, delay = 0) {
  const counts = new Map<string, number>()
  const sockets = new Set<Socket>()
  const seen: { operation: Operation | undefined; authorization?: string }[] = []
  const server = createServer((incoming, outgoing) => {
    const operation = (Object.keys(operations) as Operation[]).find((name) => incoming.url?.includes(operations[name]))
    const count = (counts.get(operation ?? '') ?? 0) + 1
    counts.set(operation ?? '', count)
    seen.push({ operation, authorization: incoming.headers.authorization })
    setTimeout(() => {
      if (incoming.destroyed && !incoming.complete) return
      // A client that was killed midway.
      act(plan(operation, count), target, incoming, outgoing).catch(() => outgoing.destroy())
    }, delay)
  })
  server.on('connection', (socket) => {
    sockets.add(socket)
    socket.on('error', () => {})
    socket.on('close', () => sockets.delete(socket))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    seen,
    async close() {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

const blanks = Buffer.alloc(256 * 1024, ' ')
let packed: Buffer | undefined
/** A hundred megabytes in a hundred kilobytes. */
const bomb = () => (packed ??= gzipSync(Buffer.alloc(100 * 1024 * 1024, ' ')))

/** Another origin: whoever comes there, and with what, is written down. */
export const strayed: { path?: string; authorization?: string }[] = []
const other = createServer((incoming, outgoing) => {
  strayed.push({ path: incoming.url, authorization: incoming.headers.authorization })
  outgoing.end('{"id":1}')
})
await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve))
other.unref()
const elsewhere = `http://127.0.0.1:${(other.address() as AddressInfo).port}`

async function act(fault: Fault | undefined, target: string, incoming: IncomingMessage, outgoing: ServerResponse) {
  const json = (status: number, body: string, headers: Record<string, string> = {}) => {
    incoming.resume()
    outgoing.writeHead(status, { 'content-type': 'application/json', ...headers }).end(body)
  }
  const html = '<!doctype html><html><head><title>Sign in</title></head><body>Sign in</body></html>'
  // The answer is taken from the server first, so that whatever the request does is done.
  const committed = () => forward(target, incoming)
  switch (fault) {
    case undefined: {
      const answer = await committed().catch(() => undefined)
      if (!answer) return outgoing.destroy()
      outgoing.writeHead(answer.status, { 'content-type': 'application/json' }).end(answer.body)
      return
    }
    case 'reset before':
      return incoming.socket.resetAndDestroy()
    case 'reset during upload':
      incoming.once('data', () => incoming.socket.resetAndDestroy())
      incoming.once('end', () => incoming.socket.resetAndDestroy())
      return
    case 'reset after commit':
      await committed()
      return incoming.socket.resetAndDestroy()
    case 'silent':
      incoming.resume()
      return
    case 'silent after commit':
      await committed()
      return
    case 'trickle': {
      incoming.resume()
      outgoing.writeHead(200, { 'content-type': 'application/json' })
      const timer = setInterval(() => (outgoing.destroyed ? clearInterval(timer) : outgoing.write(' ')), 50)
      return
    }
    case 'never reads':
      incoming.pause()
      return
    case 'late commit after 504': {
      const body = await bodyOf(incoming)
      outgoing.writeHead(504, { 'content-type': 'text/html' }).end(html.replace('Sign in', 'Gateway Timeout'))
      setTimeout(() => void forward(target, incoming, body).catch(() => {}), 20)
      return
    }
    case '502 after commit':
      await committed()
      return json(502, '')
    case '400':
      return json(400, '{"errorMsg":"bad data"}')
    case '401':
      return json(401, JSON.stringify({ message: JSON.stringify({ message: 'token missing' }) }))
    case '403':
      return json(403, '{"message":"no permission"}')
    case '404':
      return json(404, 'not here')
    case '429 with Retry-After':
      return json(429, '{}', { 'retry-after': '0' })
    case '500':
      return json(500, '{"errorMsg":"internal"}')
    case '500 after commit':
      await committed()
      return json(500, '{"errorMsg":"internal"}')
    case '503 with Retry-After':
      return json(503, '{}', { 'retry-after': new Date(Date.now() - 1000).toUTCString() })
    case 'HTML with 200':
      incoming.resume()
      return void outgoing.writeHead(200, { 'content-type': 'text/html' }).end(html)
    case 'HTML with 200 after commit':
      await committed()
      return void outgoing.writeHead(200, { 'content-type': 'application/json' }).end(html)
    case 'truncated after commit': {
      const { body } = await committed()
      outgoing.writeHead(200, { 'content-type': 'application/json', 'content-length': String(body.length + 50) })
      outgoing.write(body.subarray(0, body.length / 2))
      setTimeout(() => outgoing.destroy(), 5)
      return
    }
    case 'redirect to a login page':
      incoming.resume()
      return void outgoing.writeHead(302, { location: 'http://127.0.0.2:1/login' }).end()
    case 'redirect loop':
      incoming.resume()
      return void outgoing.writeHead(307, { location: incoming.url ?? '/' }).end()
    case 'bad JSON after commit':
      await committed()
      return json(200, '{"id":')
    case 'wrong shape after commit':
      await committed()
      return json(200, '{"ok":true}')
    case 'empty after commit':
      await committed()
      return json(200, '')
    case '204 after commit':
      await committed()
      return void outgoing.writeHead(204).end()
    case 'invalid UTF-8 after commit':
      await committed()
      return void outgoing
        .writeHead(200, { 'content-type': 'application/json' })
        .end(Buffer.from([0x7b, 0xff, 0xfe, 0x00]))
    case 'HTTP/1.0': {
      const { status, body } = await committed()
      incoming.socket.end(`HTTP/1.0 ${status} OK\r\nContent-Type: application/json\r\n\r\n${body}`)
      return
    }
    case 'gzip bomb': {
      incoming.resume()
      outgoing.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' })
      return void outgoing.end(bomb())
    }
    case 'endless body': {
      incoming.resume()
      outgoing.writeHead(200, { 'content-type': 'application/json' })
      const more = () => {
        while (!outgoing.destroyed && outgoing.write(blanks));
      }
      outgoing.on('drain', more)
      return more()
    }
    case '408':
    case '413':
    case '418':
    case '501':
      return json(Number(fault), '{"message":"no"}')
    case '503 for a day':
      return json(503, '{}', { 'retry-after': '86400' })
    case '429 for a day':
      return json(429, '{}', { 'retry-after': '86400' })
    case 'unknown status 299':
      await committed()
      return json(299, '')
    case 'unknown status 599':
      return json(599, 'odd')
    case 'no such status 999':
      incoming.resume()
      return void incoming.socket.end('HTTP/1.1 999 Odd\r\nContent-Length: 0\r\n\r\n')
    case 'redirect to another origin':
      incoming.resume()
      return void outgoing.writeHead(307, { location: `${elsewhere}${incoming.url}` }).end()
    case 'ids as text': {
      const { status, body } = await committed()
      return json(status, body.toString().replace(/"(id|jobId|cycleId)":(\d+)/g, '"$1":"$2"'))
    }
    case 'slow in both directions': {
      incoming.socket.pause()
      setTimeout(() => incoming.socket.resume(), 50)
      const { status, body } = await committed()
      outgoing.writeHead(status, { 'content-type': 'application/json' })
      for (const byte of body.subarray(0, 5)) {
        outgoing.write(Buffer.from([byte]))
        await new Promise((resolve) => setTimeout(resolve, 10))
      }
      return void outgoing.end(body.subarray(5))
    }
    case 'broken gzip after commit': {
      await committed()
      outgoing.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' })
      return void outgoing.end('this is no gzip')
    }
    case 'not HTTP':
      incoming.resume()
      return void incoming.socket.end('SSH-2.0-OpenSSH_9.9\r\n')
    case 'chunks cut off after commit': {
      const { body } = await committed()
      outgoing.writeHead(200, { 'content-type': 'application/json', 'transfer-encoding': 'chunked' })
      outgoing.write(body.subarray(0, 3))
      setTimeout(() => incoming.socket.resetAndDestroy(), 5)
      return
    }
  }
}

async function bodyOf(incoming: IncomingMessage): Promise<Buffer> {
  const pieces: Buffer[] = []
  for await (const piece of incoming) pieces.push(piece)
  return Buffer.concat(pieces)
}

async function forward(
  target: string,
  incoming: IncomingMessage,
  read?: Buffer,
): Promise<{ status: number; body: Buffer }> {
  const body = read ?? (await bodyOf(incoming))
  return await new Promise((resolve, reject) => {
    const { host: _, 'transfer-encoding': __, ...headers } = incoming.headers
    const sent = request(
      new URL(incoming.url ?? '/', target),
      { method: incoming.method, headers: { ...headers, 'content-length': body.length }, agent: false },
      (answer) => {
        bodyOf(answer).then((answered) => resolve({ status: answer.statusCode ?? 0, body: answered }), reject)
      },
    )
    sent.on('error', reject)
    sent.end(body)
  })
}
