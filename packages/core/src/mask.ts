/**
 * Replaces secrets in a text by `***`, in whatever form a server may send them back: plain, in an address or a form, in
 * JSON or JSON within JSON, in HTML, or in base64. Each character may stand in a form of its own.
 */
export function masking(secrets: readonly (string | undefined)[]): (text: string) => string {
  const known = secrets
    .filter((secret): secret is string => Boolean(secret))
    .flatMap((secret) => [...new Set([secret, Buffer.from(secret).toString('base64')])])
    // The longest first: one may hold another.
    .sort((a, b) => b.length - a.length)
  if (known.length === 0) return (text) => text
  const any = new RegExp(known.map((secret) => [...secret].map(anyForm).join('')).join('|'), 'g')
  return (text) => text.replace(any, '***')
}

const names: Record<string, string> = { '&': 'amp', '<': 'lt', '>': 'gt', '"': 'quot', "'": 'apos' }

function anyForm(character: string): string {
  const code = character.codePointAt(0) ?? 0
  const hex = code.toString(16)
  const literal = character.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&')
  const forms = [
    // JSON puts a backslash before some, and JSON within JSON several.
    `\\\\*${literal}`,
    eitherCase(percent(character)),
    `\\\\+u${eitherCase(hex.padStart(4, '0'))}`,
    `&#0*${code};`,
    `&#[xX]0*${eitherCase(hex)};`,
    ...(names[character] ? [`&${names[character]};`] : []),
    ...(character === ' ' ? ['\\+'] : []),
  ]
  return `(?:${forms.join('|')})`
}

const eitherCase = (text: string) =>
  text.replace(/[a-f]/gi, (letter) => `[${letter.toLowerCase()}${letter.toUpperCase()}]`)

const percent = (character: string) =>
  [...Buffer.from(character)].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('')
