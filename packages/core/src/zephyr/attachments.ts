import { randomUUID } from 'node:crypto'
import { openAsBlob } from 'node:fs'
import { basename } from 'node:path'
import * as v from 'valibot'
import { baseAddress } from './address.js'
import type { CallOptions, ZephyrClientOptions } from './client.js'
import { createTransport } from './transport.js'

// The two requests by which the vendor's Jenkins plugin puts files on executions (docs/zephyr.md, "Pages and
// attachments"): not documented for clients.

const uploaded = v.looseObject({
  fileName: v.optional(v.nullable(v.string())),
  tempFilePath: v.optional(v.string()),
  tempPath: v.optional(v.string()),
  contentType: v.optional(v.nullable(v.string())),
})
const uploads = v.union([
  v.array(uploaded),
  v.pipe(
    uploaded,
    v.transform((one) => [one]),
  ),
])

/** What the plugin calls an execution. */
const executionType = 'releaseTestSchedule'

/** A file that lies on the server but belongs to nothing yet. */
export interface UploadedFile {
  name: string
  contentType: string
  /** Bytes. */
  size: number
  /** The server's own path of it. */
  tempPath: string
}

export type AttachmentClient = ReturnType<typeof createAttachmentClient>

/** Puts files on executions. Every failure is a `ZephyrError`. */
export function createAttachmentClient({ url, ...options }: ZephyrClientOptions) {
  const send = createTransport(baseAddress(url), options)
  return {
    /** Brings a file to the server, streamed; harmless to repeat, for nothing shows it yet. `POST flex/upload/document/genericattachment` */
    async upload(path: string, contentType: string, call: CallOptions = {}): Promise<UploadedFile> {
      const name = basename(path)
      const blob = await openAsBlob(path, { type: contentType })
      const request = {
        operation: 'uploadAttachment',
        method: 'POST' as const,
        path: '../../upload/document/genericattachment',
        form: filePart(name, blob),
        ...call,
      }
      const [first] = await send(request, uploads)
      const tempPath = first?.tempFilePath ?? first?.tempPath
      if (!tempPath) throw new Error(`Zephyr took ${name}, but does not say where it is.`)
      return { name, contentType: first?.contentType ?? contentType, size: blob.size, tempPath }
    },

    /** Puts uploaded files on an execution. Twice makes two attachments. `POST v3 attachment/list` */
    async attach(executionId: number, files: readonly UploadedFile[], call: CallOptions = {}): Promise<void> {
      const json = files.map(({ name, contentType, size, tempPath }) => ({
        contentType,
        fileSize: size,
        itemId: executionId,
        itemType: executionType,
        name,
        tempPath,
        timeStamp: Date.now(),
      }))
      await send(
        { operation: 'addAttachments', method: 'POST', path: 'v3/attachment/list', json, ...call },
        v.unknown(),
      )
    },
  }
}

function filePart(name: string, blob: Blob) {
  const border = `zephyr-${randomUUID()}`
  const quoted = name.replaceAll('\n', '%0A').replaceAll('\r', '%0D').replaceAll('"', '%22')
  const head = `--${border}\r\nContent-Disposition: form-data; name="file"; filename="${quoted}"\r\nContent-Type: ${blob.type}\r\n\r\n`
  return {
    body: new Blob([head, blob, `\r\n--${border}--\r\n`]),
    contentType: `multipart/form-data; boundary=${border}`,
  }
}
