import type { Habits, Reshaping, TextStyle } from './habits.js'

// How a server may show otherwise what was sent to it: names, files, texts and status words.

/** A job's name as lists and details show it. */
export const shownJobName = (name: string, reshapings: readonly Reshaping[]): string =>
  reshapings.reduce<string>((text, reshaping) => reshaped(text, reshaping), name)

function reshaped(text: string, reshaping: Reshaping): string {
  if (typeof reshaping === 'number') return text.slice(0, reshaping)
  switch (reshaping) {
    case 'folded':
      return text.replace(/\s+/g, ' ')
    case 'trimmed':
      return text.trim()
    case 'nfc':
      return text.normalize('NFC')
    case 'nfd':
      return text.normalize('NFD')
    case 'lower':
      return text.toLowerCase()
    default:
      return shownText(text, reshaping)
  }
}

/** The name of an upload's file; `attachment` is its number on the server. @returns `undefined` where none is shown. */
export function shownFileName(
  name: string,
  attachment: number,
  habit: Habits['shown']['fileName'],
): string | undefined {
  const stamp = 1_732_000 + attachment
  switch (habit) {
    case 'exact':
      return name
    case 'suffixed':
      return name.replace(/(\.[^.]*)?$/, `_${stamp}$1`)
    case 'zipped':
      return `${name}.gz`
    case 'prefixed':
      return `${stamp}_${name}`
    case 'own':
      return `automation-result-${stamp}.xml`
    case 'none':
      return undefined
  }
}

const five: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

// HTML's names of the characters from U+00A0 to U+00FF, in order.
const latin =
  'nbsp iexcl cent pound curren yen brvbar sect uml copy ordf laquo not shy reg macr deg plusmn sup2 sup3 acute micro para middot cedil sup1 ordm raquo frac14 frac12 frac34 iquest Agrave Aacute Acirc Atilde Auml Aring AElig Ccedil Egrave Eacute Ecirc Euml Igrave Iacute Icirc Iuml ETH Ntilde Ograve Oacute Ocirc Otilde Ouml times Oslash Ugrave Uacute Ucirc Uuml Yacute THORN szlig agrave aacute acirc atilde auml aring aelig ccedil egrave eacute ecirc euml igrave iacute icirc iuml eth ntilde ograve oacute ocirc otilde ouml divide oslash ugrave uacute ucirc uuml yacute thorn yuml'.split(
    ' ',
  )
const named: Record<string, string> = {
  '–': '&ndash;',
  '—': '&mdash;',
  '‘': '&lsquo;',
  '’': '&rsquo;',
  '“': '&ldquo;',
  '”': '&rdquo;',
  '…': '&hellip;',
  '€': '&euro;',
  '→': '&rarr;',
  '•': '&bull;',
}

/** A text as a server escapes it: `escaped` the five of XML, `entities` by HTML's names, `numeric` by number. */
function shownText(text: string, style: TextStyle): string {
  if (style === 'plain') return text
  const escaped = text.replace(/[&<>"']/g, (one) => five[one] ?? one)
  if (style === 'escaped') return escaped
  return escaped.replace(/[\u0080-\u{10ffff}]/gu, (one) => {
    const code = one.codePointAt(0) ?? 0
    const name = style === 'numeric' ? undefined : code >= 0xa0 ? latin[code - 0xa0] : undefined
    if (name) return `&${name};`
    return (style === 'entities' && named[one]) || `&#${code};`
  })
}

/** All texts of an object, at whatever depth. */
export function shownTexts<T>(value: T, style: TextStyle): T
export function shownTexts(value: unknown, style: TextStyle): unknown {
  if (style === 'plain') return value
  if (typeof value === 'string') return shownText(value, style)
  if (Array.isArray(value)) return value.map((one: unknown) => shownTexts(one, style))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, shownTexts(one, style)]))
}

const isState = (status: string): status is keyof Habits['shown']['statuses'] =>
  ['new', 'queued', 'complete', 'failed', 'cancelled'].includes(status)

/** The word for a run's state. */
export const shownStatus = (status: string, { statuses }: Habits['shown']): string =>
  (isState(status) && statuses[status]) || status
