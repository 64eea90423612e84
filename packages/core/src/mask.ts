// Secrets are found in one pass over a canonical form of the text, in which every spelling of a character is alike.
// No regular expression: over text that a server chose, one that allows for every form takes quadratic time or worse.

/** What is shorter is not looked for: a secret of one letter would garble every line. `secretsOf` warns of it. */
export const shortestMasked = 8

/**
 * Replaces secrets in a text by `***`, in whatever form a server may send them back: plain, in an address or a form, in
 * JSON or JSON within JSON, in HTML, in hex, or within base64 (as `Basic` and `Bearer` headers are). Each character may
 * be in a form of its own. Time is linear in the text.
 */
export function masking(secrets: readonly (string | undefined)[]): (text: string) => string {
  const patterns = [
    ...new Set(
      secrets
        .filter((secret): secret is string => secret !== undefined && secret.length >= shortestMasked)
        .flatMap((secret) => [secret, ...encodings(secret)])
        .map((form) => canonical(form).text),
    ),
  ].filter((pattern) => pattern.length >= shortestMasked)
  if (patterns.length === 0) return (text) => text
  const line = (text: string) => masked(text, patterns)
  // A secret stands on one line: of a long text, a line at a time is held in its canonical form.
  return (text) => (text.length > 1_000_000 ? text.split('\n').map(line).join('\n') : line(text))
}

function masked(text: string, patterns: readonly string[]): string {
  const view = canonical(text)
  const spans: [from: number, to: number][] = []
  for (const pattern of patterns) {
    for (let at = view.text.indexOf(pattern); at !== -1; at = view.text.indexOf(pattern, at + pattern.length))
      spans.push([withBackslashes(text, view.startOf(at)), view.endOf(at + pattern.length - 1)])
  }
  if (spans.length === 0) return text
  spans.sort(([a], [b]) => a - b)
  let result = ''
  let done = -1
  for (const [from, to] of spans) {
    // Spans that overlap or touch become one.
    if (from > done) result += `${text.slice(Math.max(done, 0), from)}***`
    done = Math.max(done, to)
  }
  return result + text.slice(done)
}

/** Backslashes before a secret's first character may escape it; left alone they would escape what follows. */
function withBackslashes(text: string, start: number): number {
  let from = start
  while (from > 0 && text.charCodeAt(from - 1) === backslash) from--
  return from
}

/** Base64 and hex of a secret. Base64 groups three bytes, so that there are three forms of what stands within a longer text. */
function encodings(secret: string): string[] {
  const bytes = Buffer.from(secret)
  const hex = bytes.toString('hex')
  const shifted = [0, 1, 2].map((before) => {
    const encoded = Buffer.concat([Buffer.alloc(before), bytes])
      .toString('base64')
      .replace(/=+$/, '')
    // Characters that hold bits of what stands before or behind differ from text to text.
    const from = Math.ceil((before * 8) / 6)
    const partBehind = ((before + bytes.length) * 8) % 6 === 0 ? 0 : 1
    return encoded.slice(from, encoded.length - partBehind)
  })
  return [...shifted, hex, hex.toUpperCase()]
}

interface Canonical {
  text: string
  /** Where the character at an index of `text` begins in the original. */
  startOf(index: number): number
  /** Where it ends there. */
  endOf(index: number): number
}

/** How often escapes may be within escapes: JSON in JSON in an address. */
const deepest = 4

/**
 * The text with escapes of addresses, JSON and HTML read, however deep; backslashes left out, since they only escape;
 * and `+`, `-` and blanks alike, `_` and `/` alike, since forms and URL-safe base64 exchange them.
 */
function canonical(original: string): Canonical {
  let text = original
  let startOf = (index: number) => index
  let endOf = (index: number) => index + 1
  for (let depth = 0; depth < deepest && /[\\%&]/.test(text); depth++) {
    const read = unescapedOnce(text)
    if (read.text.length === text.length) break
    text = read.text
    const [outerStart, outerEnd] = [startOf, endOf]
    startOf = (index) => outerStart(read.starts[index] ?? 0)
    endOf = (index) => outerEnd((read.ends[index] ?? 1) - 1)
  }
  return { text: text.replace(/[+-]/g, ' ').replaceAll('_', '/'), startOf, endOf }
}

function unescapedOnce(text: string): { text: string; starts: Uint32Array; ends: Uint32Array } {
  const units = new Uint16Array(text.length)
  const starts = new Uint32Array(text.length)
  const ends = new Uint32Array(text.length)
  let length = 0
  for (let at = 0; at < text.length; ) {
    const { unit, size } = readAt(text, at)
    if (unit !== undefined) {
      units[length] = unit
      starts[length] = at
      ends[length++] = at + size
    }
    at += size
  }
  return { text: Buffer.from(units.buffer, 0, length * 2).toString('utf16le'), starts, ends }
}

/** A character of a text, as it is or escaped, and how many units it takes. A backslash alone is none. */
function readAt(text: string, at: number): { unit?: number; size: number } {
  const unit = text.charCodeAt(at)
  if (unit === backslash) return readBackslash(text, at)
  if (unit === percent) return hexAt(text, at + 1, 2, 3) ?? { unit, size: 1 }
  if (unit === ampersand) return readEntity(text, at) ?? { unit, size: 1 }
  return { unit, size: 1 }
}

const [backslash, percent, ampersand] = [0x5c, 0x25, 0x26]

function readBackslash(text: string, at: number): { unit?: number; size: number } {
  const kind = text[at + 1]
  const read = kind === 'u' ? hexAt(text, at + 2, 4, 6) : kind === 'x' ? hexAt(text, at + 2, 2, 4) : undefined
  return read ?? { size: 1 }
}

/** A character by `digits` hexadecimal digits; none where others stand there. */
function hexAt(text: string, from: number, digits: number, size: number): { unit: number; size: number } | undefined {
  const code = text.slice(from, from + digits)
  if (code.length < digits || !/^[0-9a-f]+$/i.test(code)) return undefined
  const unit = Number.parseInt(code, 16)
  // Bytes of UTF-8 are compared as they are written: what a header carries is ASCII.
  return digits === 2 && unit > 0x7f ? undefined : { unit, size }
}

const entities: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

/** Zeros may stand before the number, though not without end. */
const longestEntity = 14

function readEntity(text: string, at: number): { unit: number; size: number } | undefined {
  const head = text.slice(at + 1, at + longestEntity)
  const end = head.indexOf(';')
  if (end === -1) return undefined
  const name = head.slice(0, end)
  const number = /^#(?:(\d+)|x([0-9a-f]+))$/i.exec(name)
  const unit = number
    ? Number.parseInt(number[1] ?? number[2] ?? '', number[1] ? 10 : 16)
    : entities[name]?.charCodeAt(0)
  return unit === undefined || unit > 0xffff ? undefined : { unit, size: end + 2 }
}
