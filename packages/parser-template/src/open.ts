import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { TextDecoder } from 'node:util'
import { ResultFileError } from './errors.js'

/** A result file as text, in pieces: UTF-8, or what its byte order mark or XML declaration says. */
export async function* textOf(input: string | Uint8Array): AsyncGenerator<string> {
  const name = typeof input === 'string' ? input : 'the result file'
  let decoder: TextDecoder | undefined
  let any = false
  for await (const bytes of bytesOf(input)) {
    decoder ??= decoderFor(bytes, name)
    any ||= bytes.length > 0
    yield decode(decoder, bytes, name)
  }
  if (!any) throw new ResultFileError(`${name} is empty.`, { line: 1, column: 1 })
  if (decoder) yield decode(decoder, undefined, name)
}

async function* bytesOf(input: string | Uint8Array): AsyncGenerator<Uint8Array> {
  if (typeof input !== 'string') {
    yield input
    return
  }
  try {
    if ((await stat(input)).isDirectory()) throw new ResultFileError(`${input} is a folder, not a file.`)
    yield* createReadStream(input, { highWaterMark: 256 * 1024 })
  } catch (error) {
    if (error instanceof ResultFileError) throw error
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    const why =
      code === 'ENOENT' ? 'does not exist' : code === 'EACCES' ? 'may not be read' : `cannot be read (${code ?? error})`
    throw new ResultFileError(`${input} ${why}.`)
  }
}

function decoderFor(start: Uint8Array, name: string): TextDecoder {
  const [a, b] = start
  if (a === 0xff && b === 0xfe) return new TextDecoder('utf-16le', { fatal: true })
  if (a === 0xfe && b === 0xff) return new TextDecoder('utf-16be', { fatal: true })
  if (a === 0x3c && b === 0) return new TextDecoder('utf-16le', { fatal: true })
  if (a === 0 && b === 0x3c) return new TextDecoder('utf-16be', { fatal: true })
  const declared =
    /^\s*<\?xml[^>]*?encoding\s*=\s*["']([\w.:-]+)["']/.exec(
      Buffer.from(start.subarray(0, 200)).toString('latin1'),
    )?.[1] ?? 'utf-8'
  try {
    return new TextDecoder(declared, { fatal: true })
  } catch {
    throw new ResultFileError(`${name} declares the encoding ${declared}, which is not known.`, { line: 1, column: 1 })
  }
}

function decode(decoder: TextDecoder, bytes: Uint8Array | undefined, name: string): string {
  try {
    return bytes ? decoder.decode(bytes, { stream: true }) : decoder.decode()
  } catch {
    throw new ResultFileError(
      `${name} is not valid ${decoder.encoding}: declare its encoding in the first line, or save it as UTF-8.`,
    )
  }
}
