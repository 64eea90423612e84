/** Markup that is safe to put into a page as it stands. Only `html` and `trusted` make it. */
export class Markup {
  readonly #text: string

  constructor(text: string) {
    this.#text = text
  }

  toString(): string {
    return this.#text
  }
}

/** What may stand in a template: `undefined`, `null`, `false` and `''` print nothing; a list prints its parts one after another. */
export type Part = Markup | string | number | false | null | undefined | readonly Part[]

/** Builds markup. Every value is escaped, in text and in quoted attributes alike, unless it is markup itself. */
export function html(strings: TemplateStringsArray, ...parts: Part[]): Markup {
  let text = strings[0] ?? ''
  for (const [index, part] of parts.entries()) text += rendered(part) + (strings[index + 1] ?? '')
  return new Markup(text)
}

/**
 * An element whose content stands as it is: a script, a style, data. Never for text from outside that could end the
 * element. Not written as a template: bundlers rewrite templates that hold a closing script tag.
 */
export function element(name: 'script' | 'style', content: string, attributes: Readonly<Record<string, string>> = {}) {
  const list = Object.entries(attributes).map(([key, value]) => ` ${key}="${escaped(value)}"`)
  return new Markup(`<${name}${list.join('')}>${content}</${name}>`)
}

/** Text with the five characters escaped that mean something in HTML; what no page may hold (control characters) is replaced. */
export const escaped = (text: string): string =>
  text
    .replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
    .replace(/[\0-\x08\x0b\x0c\x0e-\x1f]/g, '\uFFFD')

function rendered(part: Part): string {
  if (part === undefined || part === null || part === false) return ''
  if (part instanceof Markup) return part.toString()
  if (Array.isArray(part)) return part.map(rendered).join('')
  return escaped(String(part))
}
