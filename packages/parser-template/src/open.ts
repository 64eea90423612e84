import { open, stat } from 'node:fs/promises'
import { decoderFor, type ReadAs } from './encoding.js'
import { ResultFileError } from './errors.js'

/** A file's path, its bytes, or its bytes as a stream. */
export type ResultInput = string | Uint8Array | AsyncIterable<Uint8Array>

/** What messages call it. */
export const nameOf = (input: ResultInput) => (typeof input === 'string' ? input : 'the result file')

export type { ReadAs }

/** A result file as text, in pieces: UTF-8, or what its byte order mark or XML declaration says. */
export async function* textOf(input: ResultInput, as: ReadAs = {}): AsyncGenerator<string> {
  const name = nameOf(input)
  let start: Uint8Array = new Uint8Array()
  let decode: ReturnType<typeof decoderFor> | undefined
  for await (const bytes of bytesOf(input)) {
    if (decode) yield decode(bytes)
    else {
      start = Buffer.concat([start, bytes])
      if (start.length < declarationEnd) continue
      decode = decoderFor(start, name, as)
      yield decode(start)
    }
  }
  if (start.length === 0) throw new ResultFileError(`${name} is empty.`, { line: 1, column: 1 })
  if (!decode) {
    decode = decoderFor(start, name, as)
    yield decode(start)
  }
  yield decode(undefined)
}

/** The encoding is declared within this many bytes, or not at all. */
const declarationEnd = 200

async function* bytesOf(input: ResultInput): AsyncGenerator<Uint8Array> {
  if (input instanceof Uint8Array) {
    yield input
    return
  }
  if (typeof input !== 'string') {
    yield* input
    return
  }
  try {
    if ((await stat(input)).isDirectory()) throw new ResultFileError(`${input} is a folder, not a file.`)
    yield* piecesOf(input)
  } catch (error) {
    if (error instanceof ResultFileError) throw error
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    const why =
      code === 'ENOENT' ? 'does not exist' : code === 'EACCES' ? 'may not be read' : `cannot be read (${code ?? error})`
    throw new ResultFileError(`${input} ${why}.`)
  }
}

/** Larger pieces would be texts in V8's space for large objects, which is seldom cleared: twice the memory would be used. */
const pieceLength = 4 * 1024

/** Read at once: each reading costs a turn of the event loop. */
const readLength = 128 * 1024

/** One piece of memory for all, so each piece must be used before the next: a new one each would stand until the next great clearing. */
async function* piecesOf(path: string): AsyncGenerator<Uint8Array> {
  const file = await open(path)
  try {
    const memory = Buffer.allocUnsafeSlow(readLength)
    for (;;) {
      const { bytesRead } = await file.read(memory, 0, readLength)
      if (bytesRead === 0) return
      for (let at = 0; at < bytesRead; at += pieceLength)
        yield memory.subarray(at, Math.min(at + pieceLength, bytesRead))
    }
  } finally {
    await file.close()
  }
}
