import { randomUUID } from 'node:crypto'
import { openAsBlob } from 'node:fs'
import { stat } from 'node:fs/promises'
import { basename } from 'node:path'

/** A path (streamed from disk, never read whole), a path to be sent under another name, or a file in memory. */
export type ResultFile = string | { path: string; name: string } | Blob

export interface OpenFile {
  blob: Blob
  /** The name under which it is sent. */
  name: string
}

/** What the public clients send; an attachment's type must match its ending (docs/zephyr.md). */
const resultType = 'application/xml'

/** The file, ready to be sent; an error that names it where it cannot be. */
export async function openFile(file: ResultFile): Promise<OpenFile> {
  if (file instanceof Blob) return { blob: file, name: 'name' in file ? String(file.name) : 'results.xml' }
  const { path, name } = typeof file === 'string' ? { path: file, name: basename(file) } : file
  const found = await stat(path).catch((error: NodeJS.ErrnoException) => {
    throw new Error(`the file ${path} cannot be read (${error.code})`, { cause: error })
  })
  if (!found.isFile()) throw new Error(`${path} is no file`)
  // A Blob on a file knows its size, so fetch sends a Content-Length and reads the disk as the socket takes it.
  return { blob: await openAsBlob(path, { type: resultType }), name }
}

/** The body of an uploading operation: the two parts that it wants, and the type that names their boundary. */
export interface Form {
  body: Blob
  contentType: string
}

/**
 * Not a FormData: Node 24's fetch reads one as fast as the disk gives it, however slowly the server takes it, and so
 * keeps it whole.
 */
export function multipart(detail: object, { blob, name }: OpenFile): Form {
  const border = `zephyr-${randomUUID()}`
  const field = (name: string, more = '') => `--${border}\r\nContent-Disposition: form-data; name="${name}"${more}\r\n`
  const body = new Blob([
    field('fileName', `; filename="${quoted(name)}"`),
    `Content-Type: ${blob.type || resultType}\r\n\r\n`,
    blob,
    `\r\n${field('automationJobDetail')}\r\n${JSON.stringify(detail)}\r\n--${border}--\r\n`,
  ])
  return { body, contentType: `multipart/form-data; boundary=${border}` }
}

/** Spells a file's name as the HTML standard wants it in a form. */
const quoted = (name: string) => name.replaceAll('\n', '%0A').replaceAll('\r', '%0D').replaceAll('"', '%22')

export interface WatchedBody {
  body: Blob
  /** Its reading has begun and not come to the end: the server cannot have all of it. */
  isCut(): boolean
}

/** A body with the bytes of `form`; `onPiece` is called with the bytes so far for each piece that the socket takes. */
export function watched({ body }: Form, onPiece: (bytes: number) => void): WatchedBody {
  const copy = body.slice()
  const stream = copy.stream.bind(copy)
  let handed: number | undefined
  copy.stream = () => {
    handed ??= 0
    const reader = stream().getReader()
    // On demand alone: a piece that is read ahead is memory.
    return new ReadableStream<Uint8Array<ArrayBuffer>>(
      {
        async pull(to) {
          const { done, value } = await reader.read()
          if (done) return to.close()
          // Counted before it is handed over: at no instant is the server ahead of this.
          const sent = (handed ?? 0) + value.length
          handed = sent
          onPiece(sent)
          to.enqueue(value)
        },
        cancel: (reason) => reader.cancel(reason),
      },
      { highWaterMark: 0 },
    )
  }
  return { body: copy, isCut: () => handed !== undefined && handed < body.size }
}
