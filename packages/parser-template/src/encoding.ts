import { isAscii, isUtf8 } from 'node:buffer'
import { TextDecoder } from 'node:util'
import { ResultFileError } from './errors.js'
import { refusalOf } from './not-xml.js'

/** How strictly a file is read. */
export interface ReadAs {
  /**
   * Read also what the vendor's parser refuses although its meaning is plain: bytes that are UTF-8 where the declaration
   * names a 16-bit encoding or ASCII, two byte order marks, UTF-16 without any mark. Default false.
   */
  lenient?: boolean
}

/** Bytes as text; without bytes, what is left at the end. */
type Decode = (bytes: Uint8Array | undefined) => string

/**
 * @param start the file's first bytes, at least as far as an XML declaration goes
 * @param name what messages call the file
 */
export function decoderFor(start: Uint8Array, name: string, { lenient = false }: ReadAs): Decode {
  if (isCompressed(start)) throw new ResultFileError(`${name} is a compressed file, not JUnit XML: unpack it first.`)
  const { encoding, declared } = encodingOf(start, lenient)
  const convert = converterFor(encoding, name, lenient)
  const isAscii = !lenient && asciiNames.has(plainName(declared))
  let at = { line: 1, column: 1 }
  let isFirst = true

  function converted(bytes: Uint8Array | undefined): string {
    try {
      return convert(bytes)
    } catch {
      const { line, column } = encoding === 'utf-8' && bytes ? firstInvalid(bytes, at) : at
      const message = `${name} is not valid ${encoding} at ${line}:${column}: ${adviceFor(declared)}.`
      throw new ResultFileError(message, { line, column })
    }
  }

  /** The file's first text: it decides whether the file is XML at all. */
  function begun(text: string): string {
    isFirst = false
    const whole = withoutMarks(text, lenient, name)
    const refusal = refusalOf(whole, name, lenient)
    if (refusal) throw refusal
    return whole
  }

  return (bytes) => {
    const piece = converted(bytes)
    const text = isFirst && piece !== '' ? begun(piece) : piece
    if (isAscii && notAscii.test(text))
      throw new ResultFileError(`${name} declares the encoding ${declared} and holds other characters.`, at)
    at = positionBehind(text, at)
    return text
  }
}

/** Counted from 1. */
interface Position {
  line: number
  column: number
}

function positionBehind(text: string, { line, column }: Position): Position {
  const last = text.lastIndexOf('\n')
  if (last === -1) return { line, column: column + text.length }
  let lines = 0
  for (let end = text.indexOf('\n'); end !== -1; end = text.indexOf('\n', end + 1)) lines++
  return { line: line + lines, column: text.length - last }
}

/** gzip and zip. */
const isCompressed = ([a, b, c, d]: Uint8Array) =>
  (a === 0x1f && b === 0x8b) || (a === 0x50 && b === 0x4b && c === 3 && d === 4)

const notAscii = /[^\u0000-\u007F]/

const adviceFor = (declared: string) =>
  declared === ''
    ? 'declare its encoding in the first line, or save it as UTF-8'
    : `its first line declares ${declared}, which its bytes are not; declare the right one, or save it as UTF-8`

/** The decoder takes one byte order mark. The vendor's parser refuses a second one. */
function withoutMarks(text: string, lenient: boolean, name: string): string {
  if (!text.startsWith('\uFEFF')) return text
  if (!lenient) throw new ResultFileError(`${name} begins with two byte order marks.`, { line: 1, column: 1 })
  return text.replace(/^\uFEFF+/, '')
}

type Converter = (bytes: Uint8Array | undefined) => string

function converterFor(encoding: string, name: string, lenient: boolean): Converter {
  const plain = plainName(encoding)
  // To the letter, as the vendor's parser reads it; web browsers, and so `TextDecoder`, take it for windows-1252.
  if (!lenient && latin1Names.has(plain)) return (bytes) => Buffer.from(bytes ?? []).toString('latin1')
  let decoder: TextDecoder
  try {
    decoder = new TextDecoder(encoding, { fatal: true })
  } catch {
    throw new ResultFileError(`${name} declares the encoding ${encoding}, which is not known.`, { line: 1, column: 1 })
  }
  const decode: Converter = (bytes) => (bytes ? decoder.decode(bytes, { stream: true }) : decoder.decode())
  const convert = decoder.encoding === 'utf-8' ? withPlainAscii(decode) : decode
  // Java has no characters for five bytes of windows-1252, which `TextDecoder` reads as control characters.
  if (!lenient && decoder.encoding === 'windows-1252')
    return (bytes) => convert(bytes).replace(/[\u0081\u008D\u008F\u0090\u009D]/g, '\uFFFD')
  return convert
}

/** Node 20 decodes a stream by a library that takes longer than all other reading of plain ASCII, which most files are. */
function withPlainAscii(decode: Converter): Converter {
  /** At the start a byte order mark is looked for, and within a character its other bytes. */
  let isNeeded = true
  return (bytes) => {
    if (bytes && !isNeeded && isAscii(bytes))
      return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1')
    const text = decode(bytes)
    isNeeded = bytes !== undefined && (bytes.at(-1) ?? 0) > 0x7f
    return text
  }
}

/** The name of an encoding without what writers put between letters and digits: `UTF_8`, `latin-1`. */
const plainName = (name: string) => name.toLowerCase().replace(/[^a-z0-9]/g, '')

const latin1Names = new Set(['iso88591', 'latin1', 'l1', 'ibm819', 'cp819', '88591'])
const asciiNames = new Set(['usascii', 'ascii', 'ansix341968', 'iso646us', 'us', 'ascii7'])

/** Names for encodings of two and four bytes a character: of a file that begins with `<?xml` in single bytes they are never true. */
const wideName = /^(utf(16|32)|ucs[24]|iso10646|unicode)/

/** What writers call windows-1252 and UTF-8 besides the names that `TextDecoder` knows. */
const otherNames = new Map([
  ...[...latin1Names, 'windows1252', 'win1252', 'cp1252', 'ansi', '1252'].map(
    (name) => [name, 'windows-1252'] as const,
  ),
  ...['utf8', 'utf8mb4', 'utf8n', 'unicode11utf8', '65001', 'cp65001'].map((name) => [name, 'utf-8'] as const),
])

/** The encoding that a file names; both texts are empty where it names none: then it is UTF-8. */
interface Encoding {
  encoding: string
  /** As the XML declaration spells it. */
  declared: string
}

function encodingOf(start: Uint8Array, lenient: boolean): Encoding {
  const wide = wideEncodingOf(start, lenient)
  if (wide) return { encoding: wide, declared: '' }
  const declared = declaredEncoding(start)
  const plain = plainName(declared)
  const isUtf8 = declared === '' || hasMark(start) || otherNames.get(plain) === 'utf-8' || asciiNames.has(plain)
  if (isUtf8 || (lenient && wideName.test(plain))) return { encoding: 'utf-8', declared }
  return { encoding: lenient ? (otherNames.get(plain) ?? declared) : declared, declared }
}

const hasMark = ([a, b, c]: Uint8Array) => a === 0xef && b === 0xbb && c === 0xbf

/** An encoding of two or four bytes a character, found by the file's first bytes: its mark or, without one, how it begins. */
function wideEncodingOf([a, b, c, d]: Uint8Array, lenient: boolean): string | undefined {
  if (a === 0xff && b === 0xfe) return c === 0 && d === 0 ? 'utf-32' : 'utf-16le'
  if (a === 0xfe && b === 0xff) return 'utf-16be'
  // `<?` or, where it is plain enough for us, any `<`.
  if (a === 0x3c && b === 0 && (lenient || c === 0x3f)) return 'utf-16le'
  return a === 0 && b === 0x3c && (lenient || d === 0x3f) ? 'utf-16be' : undefined
}

/** Looked for in the file's first 200 characters. */
const declaration = /^(?:\xef\xbb\xbf)?\s*<\?xml[^>]*?encoding\s*=\s*["']([\w.:-]+)["']/

const declaredEncoding = (start: Uint8Array) =>
  declaration.exec(Buffer.from(start.subarray(0, 200)).toString('latin1'))?.[1] ?? ''

/** Where UTF-8 breaks, in bytes that begin at `start`. */
function firstInvalid(bytes: Uint8Array, start: Position): Position {
  let { line, column } = start
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
