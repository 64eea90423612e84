import { createWriteStream } from 'node:fs'
import type { IncomingMessage } from 'node:http'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import busboy from 'busboy'
import { Refusal } from './refusal.js'

export interface Upload {
  /** The file on this disk, and its name as it was sent. */
  file: { path: string; name: string }
  /** The part `automationJobDetail`, as text. */
  detail: string
}

/** Reads the two parts of an uploading operation, the file straight to disk. */
export async function readUpload(request: IncomingMessage, folder: string, id: string): Promise<Upload> {
  if (!/^multipart\/form-data/i.test(request.headers['content-type'] ?? '')) {
    throw new Refusal(
      400,
      `Expected multipart/form-data with the parts fileName and automationJobDetail, not ${request.headers['content-type'] ?? 'nothing'}.`,
    )
  }
  const form = busboy({ headers: request.headers, defParamCharset: 'utf8' })
  const path = join(folder, `${id}.xml`)
  let name: string | undefined
  let detail: string | undefined
  let saved: Promise<void> = Promise.resolve()
  const ended = new Promise<void>((resolve, reject) => {
    form.on('file', (part, stream, info) => {
      if (part !== 'fileName' || name !== undefined) {
        stream.resume()
        return
      }
      name = info.filename
      saved = pipeline(stream, createWriteStream(path))
      saved.catch(reject)
    })
    form.on('field', (part, value) => {
      if (part === 'automationJobDetail') detail = value
    })
    form.on('close', resolve)
    form.on('error', reject)
    request.on('aborted', () => reject(new Error('The request was cut off.')))
  })
  request.pipe(form)
  await ended
  await saved
  if (!name) throw new Refusal(400, 'The part fileName is missing, or is no file.')
  if (detail === undefined) throw new Refusal(400, 'The part automationJobDetail is missing.')
  return { file: { path, name }, detail }
}
