import { isUtf8 } from 'node:buffer'
import { open, stat } from 'node:fs/promises'
import { TextDecoder } from 'node:util'
import { ResultFileError } from './errors.js'

/** A file's path, its bytes, or its bytes as a stream. */
export type ResultInput = string | Uint8Array | AsyncIterable<Uint8Array>

/** What messages call it. */
export const nameOf = (input: ResultInput) => (typeof input === 'string' ? input : 'the result file')

/** A result file as text, in pieces: UTF-8, or what its byte order mark or XML declaration says. */
export async function* textOf(input: ResultInput): AsyncGenerator<string> {
  const name = nameOf(input)
  let start: Uint8Array = new Uint8Array()
  let decode: Decode | undefined
  for await (const bytes of bytesOf(input)) {
    if (decode) yield decode(bytes)
    else {
      start = Buffer.concat([start, bytes])
      if (start.length < declarationEnd) continue
      decode = decoderFor(start, name)
      yield decode(start)
    }
  }
  if (start.length === 0) throw new ResultFileError(`${name} is empty.`, { line: 1, column: 1 })
  if (!decode) {
    decode = decoderFor(start, name)
    yield decode(start)
  }
  yield decode(undefined)
}

/** Within so many bytes the encoding is declared, or not at all. */
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

/** Larger pieces would be texts in V8's space for large objects, which is seldom cleared: memory would double. */
const pieceLength = 64 * 1024

/** One piece of memory for all, so each piece must be used before the next: a new one each would stand until the next great clearing. */
async function* piecesOf(path: string): AsyncGenerator<Uint8Array> {
  const file = await open(path)
  try {
    const piece = Buffer.allocUnsafeSlow(pieceLength)
    for (;;) {
      const { bytesRead } = await file.read(piece, 0, pieceLength)
      if (bytesRead === 0) return
      yield piece.subarray(0, bytesRead)
    }
  } finally {
    await file.close()
  }
}

/** Bytes as text; without bytes, what is left at the end. */
type Decode = (bytes: Uint8Array | undefined) => string

function decoderFor(start: Uint8Array, name: string): Decode {
  const encoding = encodingOf(start)
  let decoder: TextDecoder
  try {
    decoder = new TextDecoder(encoding, { fatal: true })
  } catch {
    throw new ResultFileError(`${name} declares the encoding ${encoding}, which is not known.`, { line: 1, column: 1 })
  }
  let line = 1
  let column = 1
  return (bytes) => {
    try {
      const text = bytes ? decoder.decode(bytes, { stream: true }) : decoder.decode()
      for (let end = text.indexOf('\n'); end !== -1; end = text.indexOf('\n', end + 1)) line++
      const last = text.lastIndexOf('\n')
      column = last === -1 ? column + text.length : text.length - last
      return text
    } catch {
      const at = decoder.encoding === 'utf-8' && bytes ? firstInvalid(bytes, line, column) : { line, column }
      throw new ResultFileError(
        `${name} is not valid ${decoder.encoding} at ${at.line}:${at.column}: declare its encoding in the first line, or save it as UTF-8.`,
        at,
      )
    }
  }
}

function encodingOf(start: Uint8Array): string {
  const [a, b] = start
  if (a === 0xff && b === 0xfe) return 'utf-16le'
  if (a === 0xfe && b === 0xff) return 'utf-16be'
  if (a === 0x3c && b === 0) return 'utf-16le'
  if (a === 0 && b === 0x3c) return 'utf-16be'
  const declaration = Buffer.from(start.subarray(0, declarationEnd)).toString('latin1')
  return /^(?:\xef\xbb\xbf)?\s*<\?xml[^>]*?encoding\s*=\s*["']([\w.:-]+)["']/.exec(declaration)?.[1] ?? 'utf-8'
}

/** Where UTF-8 breaks, in bytes that begin at `line` and `column`. */
function firstInvalid(bytes: Uint8Array, line: number, column: number): { line: number; column: number } {
  // The rest of a character that began in the bytes before is none of this.
  let from = 0
  while (from < 3 && ((bytes[from] ?? 0) & 0xc0) === 0x80) from++
  for (;;) {
    const end = bytes.indexOf(10, from)
    const part = bytes.subarray(from, end === -1 ? undefined : end)
    if (end === -1 || !isUtf8(part)) {
      const before = new TextDecoder().decode(part).indexOf('\uFFFD')
      return { line, column: column + Math.max(before, 0) }
    }
    from = end + 1
    line++
    column = 1
  }
}
