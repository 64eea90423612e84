import { createReadStream, existsSync, statSync } from 'node:fs'
import { Readable } from 'node:stream'
import { Hono } from 'hono'
import type { Env, Parts } from '../context.js'
import { Refusal } from '../refusal.js'

/** What a browser shows and cannot run; everything else is downloaded. */
const inlineTypes = /^(image\/(png|jpeg|gif|webp|bmp)|video\/(mp4|webm))$/

/** Files that were sent: attachments, and the result file of a job's latest upload. */
export function downloads({ store }: Parts) {
  const app = new Hono<Env>()
  app.get('/attachments/:id', (c) => {
    const attachment = store.attachment(Number(c.req.param('id')))
    if (!attachment || !existsSync(attachment.path)) throw new Refusal(404, 'There is no such attachment.')
    return fileResponse(attachment)
  })
  app.get('/runs/:id/file', (c) => {
    const run = store.run(Number(c.req.param('id')))
    if (!run) throw new Refusal(404, `There is no run ${c.req.param('id')}.`)
    if (!existsSync(run.file))
      throw new Refusal(404, 'The file of this run is gone: only that of the latest upload is kept.')
    return fileResponse({ path: run.file, name: run.fileName, contentType: 'application/xml' })
  })
  return app
}

function fileResponse({ path, name, contentType }: { path: string; name: string; contentType: string }): Response {
  const isShown = inlineTypes.test(contentType)
  return new Response(Readable.toWeb(createReadStream(path)) as ReadableStream<Uint8Array>, {
    headers: {
      'content-type': isShown ? contentType : 'application/octet-stream',
      'content-length': String(statSync(path).size),
      'content-disposition': `${isShown ? 'inline' : 'attachment'}; filename*=UTF-8''${encodeURIComponent(name)}`,
      'content-security-policy': "default-src 'none'; sandbox",
      'x-content-type-options': 'nosniff',
    },
  })
}
