import { mkdtempSync, truncateSync, writeFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { createLog } from '../../src/log.js'
import { attach, largestAttachmentBytes } from '../../src/verify/attach.js'
import { createAttachmentClient } from '../../src/zephyr/attachments.js'

let close: (() => void) | undefined
afterEach(() => close?.())

type Handler = (body: string, response: ServerResponse, request: IncomingMessage) => void
async function server(upload: Handler, list: Handler) {
  const listening = createServer((request, response) => {
    const pieces: Buffer[] = []
    request.on('data', (piece: Buffer) => pieces.push(piece))
    request.on('end', () => {
      const handler = request.url === '/flex/upload/document/genericattachment' ? upload : list
      handler(Buffer.concat(pieces).toString('latin1'), response, request)
    })
  })
  await new Promise<void>((resolve) => listening.listen(0, '127.0.0.1', resolve))
  close = () => listening.close()
  const { port } = listening.address() as AddressInfo
  return createAttachmentClient({ url: `http://127.0.0.1:${port}`, token: 'a-token-of-some-length', retries: 0 })
}

const json = (response: ServerResponse, body: unknown, status = 200) => {
  response.writeHead(status, { 'content-type': 'application/json' })
  response.end(JSON.stringify(body))
}

const folder = mkdtempSync(join(tmpdir(), 'zephyr-attach-'))
const shot = join(folder, 'shot.png')
writeFileSync(shot, 'PNG bytes')
const log = createLog({ level: 'silent' })
const png = (path: string) => ({ path, contentType: 'image/png' })

test('a file is uploaded with its type and put on its execution', async () => {
  const lists: unknown[] = []
  const client = await server(
    (body, response) => {
      expect(body).toContain('filename="shot.png"\r\nContent-Type: image/png\r\n\r\nPNG bytes\r\n')
      json(response, [{ fileName: 'shot.png', tempFilePath: '/tmp/1', contentType: 'image/png' }])
    },
    (body, response, request) => {
      expect(request.url).toBe('/flex/services/rest/v3/attachment/list')
      lists.push(JSON.parse(body))
      json(response, [])
    },
  )
  const result = await attach({ client, log, executions: [{ executionId: 7, attachments: [png(shot)] }] })
  expect(result).toEqual({ attached: 1, left: [] })
  expect(lists).toMatchObject([
    [
      {
        itemId: 7,
        itemType: 'releaseTestSchedule',
        name: 'shot.png',
        tempPath: '/tmp/1',
        fileSize: 9,
        contentType: 'image/png',
      },
    ],
  ])
})

test('a server that refuses is asked once; a file that is gone or too large is left out with its reason', async () => {
  let asked = 0
  const client = await server(
    (_, response) => {
      asked++
      json(response, { message: 'no' }, 403)
    },
    (_, response) => json(response, []),
  )
  const large = join(folder, 'large.webm')
  writeFileSync(large, '')
  truncateSync(large, largestAttachmentBytes + 1)
  const result = await attach({
    client,
    log,
    executions: [
      { executionId: 1, attachments: [png(join(folder, 'gone.png')), png(large), png(shot)] },
      { executionId: 2, attachments: [png(shot)] },
    ],
  })
  expect(asked).toBe(1)
  expect(result.attached).toBe(0)
  expect(result.left.map(({ why }) => why)).toEqual([
    expect.stringContaining('ENOENT'),
    'larger than 50 MB',
    expect.stringContaining('403'),
    'the server does not take attachments',
  ])
})

test('an upload is tried again, but a lost answer to the attaching is not: it might stand there twice', async () => {
  let [uploads, attached] = [0, 0]
  const client = await server(
    (_, response) => {
      if (++uploads === 1) response.destroy()
      else json(response, [{ tempFilePath: '/tmp/1' }])
    },
    (_, response) => {
      attached++
      response.destroy()
    },
  )
  const result = await attach({ client, log, executions: [{ executionId: 1, attachments: [png(shot)] }] })
  expect([uploads, attached]).toEqual([2, 1])
  expect(result).toMatchObject({ attached: 0, left: [{ path: shot, undecided: true }] })
})
