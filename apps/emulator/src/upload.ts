import { createWriteStream } from 'node:fs'
import { rm } from 'node:fs/promises'
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

/** Reads the two parts of an uploading operation, the file straight to disk; a refused upload leaves no file. */
export async function readUpload(request: IncomingMessage, folder: string, id: string): Promise<Upload> {
  const form = openForm(request)
  const path = join(folder, `${id}.xml`)
  let name: string | undefined
  let detail: string | undefined
  let saved: Promise<void> = Promise.resolve()
  try {
    await new Promise<void>((resolve, reject) => {
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
      form.on('error', (error: Error) => reject(new Refusal(400, `The form cannot be read: ${error.message}.`)))
      request.once('close', () => {
        if (!request.complete) reject(new Refusal(400, 'The upload was cut off.'))
      })
      request.pipe(form)
    })
    await saved
    if (!name) throw new Refusal(400, 'The part fileName is missing, or is no file.')
    if (detail === undefined) throw new Refusal(400, 'The part automationJobDetail is missing.')
    return { file: { path, name }, detail }
  } catch (error) {
    // What is still to come is read and thrown away, so that the client gets to see the answer.
    request.unpipe(form)
    request.resume()
    form.destroy()
    await Promise.allSettled([saved])
    await rm(path, { force: true })
    throw error
  }
}

function openForm(request: IncomingMessage) {
  const type = request.headers['content-type'] ?? 'nothing'
  try {
    if (!/^multipart\/form-data/i.test(type)) throw new Error('another content type')
    return busboy({ headers: request.headers, defParamCharset: 'utf8' })
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    throw new Refusal(
      400,
      `Expected multipart/form-data with the parts fileName and automationJobDetail, not ${type} (${why}).`,
    )
  }
}
