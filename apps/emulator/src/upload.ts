import { createWriteStream } from 'node:fs'
import { rm } from 'node:fs/promises'
import type { IncomingMessage } from 'node:http'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import busboy from 'busboy'
import type { SentFile } from './limits.js'
import { Refusal } from './refusal.js'

/** A request that uploads a result file, as it was read. */
export interface Upload {
  /** The file on this disk, and its name as it was sent. */
  file: SentFile
  /** The part `automationJobDetail`, as text. */
  detail: string
}

/** Reads the two parts of an uploading operation, the file straight to disk; a refused upload leaves no file. */
export async function readUpload(request: IncomingMessage, folder: string, id: string): Promise<Upload> {
  const form = openForm(request)
  const path = join(folder, `${id}.xml`)
  let name: string | undefined
  let contentType = ''
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
        contentType = info.mimeType
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
    return { file: { path, name, contentType }, detail }
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

/**
 * Reads all files of a form straight to disk, each under a name of `nameFor`; where the form cannot be read, none is
 * left.
 */
export async function readFiles(
  request: IncomingMessage,
  pathFor: () => string,
): Promise<(SentFile & { field: string })[]> {
  const form = openForm(request, 'files')
  const files: (SentFile & { field: string })[] = []
  const saves: Promise<void>[] = []
  try {
    await new Promise<void>((resolve, reject) => {
      form.on('file', (field, stream, info) => {
        const file = { field, path: pathFor(), name: info.filename ?? '', contentType: info.mimeType }
        files.push(file)
        const saved = pipeline(stream, createWriteStream(file.path))
        saved.catch(reject)
        saves.push(saved)
      })
      form.on('close', resolve)
      form.on('error', (error: Error) => reject(new Refusal(400, `The form cannot be read: ${error.message}.`)))
      request.once('close', () => {
        if (!request.complete) reject(new Refusal(400, 'The upload was cut off.'))
      })
      request.pipe(form)
    })
    await Promise.all(saves)
    return files
  } catch (error) {
    request.unpipe(form)
    request.resume()
    form.destroy()
    await Promise.allSettled(saves)
    for (const { path } of files) await rm(path, { force: true })
    throw error
  }
}

function openForm(request: IncomingMessage, parts = 'fileName and automationJobDetail') {
  const type = request.headers['content-type'] ?? 'nothing'
  try {
    if (!/^multipart\/form-data/i.test(type)) throw new Error('another content type')
    return busboy({ headers: request.headers, defParamCharset: 'utf8' })
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    throw new Refusal(400, `Expected multipart/form-data with ${parts}, not ${type} (${why}).`)
  }
}
