import { openAsBlob } from 'node:fs'
import { basename } from 'node:path'

/** A path (streamed from disk, never read whole), a path to be sent under another name, or a file in memory. */
export type ResultFile = string | { path: string; name: string } | Blob

/** Fills in the two parts that the uploading operations want. */
export async function fillForm(form: FormData, detail: object, file: ResultFile, alive: () => void): Promise<void> {
  const { blob, name } = await opened(file)
  // What the idle watch sees of an upload: each piece that the socket takes.
  const stream = blob.stream.bind(blob)
  const watch = new TransformStream<Uint8Array, Uint8Array>({
    transform(piece, to) {
      alive()
      to.enqueue(piece)
    },
  })
  blob.stream = () => stream().pipeThrough(watch)
  form.append('fileName', blob, name)
  form.append('automationJobDetail', JSON.stringify(detail))
}

async function opened(file: ResultFile): Promise<{ blob: Blob; name: string }> {
  if (file instanceof Blob) return { blob: file.slice(), name: 'name' in file ? String(file.name) : 'results.xml' }
  const { path, name } = typeof file === 'string' ? { path: file, name: basename(file) } : file
  // A Blob on a file knows its size, so fetch sends a Content-Length and reads the disk as the socket takes it.
  return { blob: await openAsBlob(path, { type: 'text/xml' }), name }
}
