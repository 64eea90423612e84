/** What the vendor's plugin makes of a `<requirement>`'s text. */
export type ReadRequirement =
  | { kind: 'linked'; requirement: string }
  /** Neither `ID_` nor `AltID_` at its very beginning: passed over. */
  | { kind: 'ignored' }
  /** The plugin throws, and the whole upload is lost. */
  | { kind: 'loses the upload'; why: string }

const ignored: ReadRequirement = { kind: 'ignored' }

/** Measured (the facts' "Requirement ids", and the fixture `vendor-reading`): the text between the first `_` and the next, as a number of Java's `long` behind `ID_`. */
export function readRequirement(text: string): ReadRequirement {
  const kind = text.startsWith('ID_') ? 'ID_' : text.startsWith('AltID_') ? 'AltID_' : undefined
  if (kind === undefined) return ignored
  const rest = text.slice(kind.length)
  // Java's `split` leaves out what is empty at the end.
  if (/^_*$/.test(rest)) return { kind: 'loses the upload', why: `${text}: nothing stands behind ${kind}` }
  const [id = ''] = rest.split('_', 1)
  if (kind === 'AltID_') return { kind: 'linked', requirement: `AltID_${id}` }
  const number = javaLong(id)
  return number === undefined
    ? { kind: 'loses the upload', why: `${text}: ${id} is no number of up to 2^63 - 1` }
    : { kind: 'linked', requirement: `ID_${number}` }
}

/** Characters; see where it is used. */
const longestNumber = 1000

/** Reads a number as Java's `Long.parseLong` does: a sign, and digits of any script. */
function javaLong(text: string): string | undefined {
  // No tool writes that many leading zeros, and a million digits would take their time.
  if (text.length > longestNumber || !/^[+-]?\p{Nd}+$/u.test(text)) return undefined
  const digits = Array.from(text.replace(/^[+-]/, ''), digitOf)
    .join('')
    .replace(/^0+(?=\d)/, '')
  if (digits.length > 19) return undefined
  const value = BigInt(`${text.startsWith('-') ? '-' : ''}${digits}`)
  return value >= -(2n ** 63n) && value < 2n ** 63n ? String(value) : undefined
}

/** Digits of a script stand in a row of ten, its zero first. */
function digitOf(digit: string): string {
  const code = digit.codePointAt(0) ?? 0
  let zero = code
  while (zero > 0 && code - zero < 9 && /^\p{Nd}$/u.test(String.fromCodePoint(zero - 1))) zero--
  return String(code - zero)
}
