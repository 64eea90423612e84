// Reads the XML that test tools write with fewer objects than a general parser makes, which saves memory more than time: tags
// with ASCII names and quoted attributes, text, CDATA, comments, and the references that XML itself defines. Whatever else a
// file holds goes to saxes, with the elements that are open by then: it alone decides what is well-formed, and how a file that
// is not is refused.

/** An element's attributes by name, references resolved. */
export type Attributes = Readonly<Record<string, string>>

/** What the scanner needs to know to go on at a token that it left to saxes. */
export interface OpenMarkup {
  /** Names of the elements that are open, outermost first. */
  elements: readonly string[]
  inside: 'content' | 'cdata' | 'comment'
  /** Whether nothing was read yet. */
  isStart: boolean
  hasRoot: boolean
}

/** What is called while plain XML is read. */
export interface PlainXmlHandlers {
  onOpen(name: string, attributes: Attributes): void
  onClose(name: string): void
  /** Called with text in pieces, references resolved; only where {@link PlainXml.wantsText} is set. */
  onText(text: string): void
  /** Called once, with what was not read: from then on nothing may be written here. */
  onUnusual(rest: string, open: OpenMarkup): void
}

/** A scanner that is fed a file piece by piece. */
export interface PlainXml {
  wantsText: boolean
  write(piece: string): void
  /** Leaves a file that ends too early to saxes as well. */
  close(): void
}

/** In place of the index of what follows: more text is needed; or saxes is. */
const incomplete = -1
const unusual = -2

/** A longer tag is left to saxes: it would be scanned once more for each piece of the file that it goes through. */
const longestTag = 1 << 20

const [tab, lineFeed, carriageReturn, blank, bang, quote, ampersand, apostrophe] = [9, 10, 13, 32, 33, 34, 38, 39]
const [slash, less, equals, greater, question] = [47, 60, 61, 62, 63]

/** Reads pieces of text that hold no character that XML forbids. */
export function createPlainXml({ onOpen, onClose, onText, onUnusual }: PlainXmlHandlers): PlainXml {
  const nameIn = createNames()
  const elements: string[] = []
  let inside: OpenMarkup['inside'] = 'content'
  let isStart = true
  let hasRoot = false
  /** What could not be read without the text behind it. */
  let held = ''
  let waiting = ''
  /** The attributes of the tag that is being read. */
  let attributes: Record<string, string> = {}
  let isPlainValue = true
  /** Names of attributes in the order of the tags before. */
  const expected: string[] = []

  const plain: PlainXml = {
    wantsText: false,
    write(piece) {
      const text = held + withLineFeeds(piece)
      let at = 0
      while (at < text.length) {
        const next = readToken(text, at)
        if (next === incomplete && text.length - at < longestTag) break
        if (next < 0) return leave(text.slice(at))
        at = next
        isStart = false
      }
      held = text.slice(at)
    },
    close() {
      if (!hasRoot || elements.length > 0 || inside !== 'content' || held + waiting !== '') leave(held)
    },
  }
  return plain

  function leave(rest: string) {
    onUnusual(rest + waiting, { elements, inside, isStart, hasRoot })
  }

  /** The last character of a piece waits where the next piece may belong to it: a line feed, or the other half of a pair. */
  function withLineFeeds(piece: string): string {
    const whole = waiting + piece
    const last = whole.charCodeAt(whole.length - 1)
    waiting = last === carriageReturn || (last >= 0xd800 && last <= 0xdbff) ? whole.slice(-1) : ''
    const text = waiting === '' ? whole : whole.slice(0, -1)
    return text.includes('\r') ? text.replace(/\r\n?/g, '\n') : text
  }

  function readToken(text: string, at: number): number {
    if (inside === 'cdata') return readCdata(text, at)
    if (inside === 'comment') return readComment(text, at)
    if (text.charCodeAt(at) !== less) return readText(text, at)
    if (at + 1 === text.length) return incomplete
    const code = text.charCodeAt(at + 1)
    if (code === slash) return readEndTag(text, at)
    if (code === bang) return readBang(text, at)
    return code === question ? readDeclaration(text, at) : readStartTag(text, at)
  }

  function readDeclaration(text: string, at: number): number {
    if (!isStart) return unusual
    const end = text.indexOf('?>', at)
    if (end === -1) return incomplete
    return declaration.test(text.slice(at, end + 2)) ? end + 2 : unusual
  }

  function readBang(text: string, at: number): number {
    if (text.startsWith(commentStart, at)) {
      inside = 'comment'
      return at + commentStart.length
    }
    if (text.startsWith(cdataStart, at) && elements.length > 0) {
      inside = 'cdata'
      return at + cdataStart.length
    }
    const rest = text.slice(at, at + cdataStart.length)
    const mayGoOn = commentStart.startsWith(rest) || cdataStart.startsWith(rest)
    return mayGoOn && rest.length < cdataStart.length ? incomplete : unusual
  }

  function readComment(text: string, at: number): number {
    const end = text.indexOf('--', at)
    if (end === -1) return text.endsWith('-') ? afterAllBut(1, text, at) : text.length
    if (end + 2 === text.length) return afterAllBut(2, text, at)
    if (text.charCodeAt(end + 2) !== greater) return unusual
    inside = 'content'
    return end + 3
  }

  function readCdata(text: string, at: number): number {
    const end = text.indexOf(']]>', at)
    const stop = end === -1 ? text.length - trailingBrackets(text, at) : end
    if (plain.wantsText && stop > at) onText(text.slice(at, stop))
    if (end === -1) return stop === at ? incomplete : stop
    inside = 'content'
    return end + 3
  }

  function readText(text: string, at: number): number {
    const first = afterBlanks(text, at)
    const isBlank = first === text.length || text.charCodeAt(first) === less
    if (!isBlank && elements.length === 0) return unusual
    if (!isBlank) return readWords(text, at)
    if (plain.wantsText) onText(text.slice(at, first))
    return first
  }

  function readWords(text: string, at: number): number {
    const next = text.indexOf('<', at)
    const stop = next === -1 ? endOfWhole(text, at) : next
    if (stop === at) return incomplete
    const words = text.slice(at, stop)
    if (words.includes(']]>')) return unusual
    const resolved = words.includes('&') ? withoutReferences(words) : words
    if (resolved === undefined) return unusual
    if (plain.wantsText) onText(resolved)
    return stop
  }

  function readEndTag(text: string, at: number): number {
    const name = elements.at(-1)
    if (name === undefined) return unusual
    const end = at + 2 + name.length
    if (end >= text.length) return name.startsWith(text.slice(at + 2, end)) ? incomplete : unusual
    if (!text.startsWith(name, at + 2)) return unusual
    const close = afterBlanks(text, end)
    if (close === text.length) return incomplete
    if (text.charCodeAt(close) !== greater) return unusual
    elements.pop()
    onClose(name)
    return close + 1
  }

  function readStartTag(text: string, at: number): number {
    const nameEnd = afterName(text, at + 1)
    if (nameEnd === text.length) return incomplete
    if (nameEnd === at + 1 || (hasRoot && elements.length === 0)) return unusual
    const name = nameIn(text, at + 1, nameEnd)
    attributes = {}
    const end = readAttributes(text, nameEnd)
    if (end < 0) return end
    return text.charCodeAt(end) === slash ? endEmpty(text, end, name) : endStart(end, name)
  }

  function endStart(end: number, name: string): number {
    hasRoot = true
    onOpen(name, attributes)
    elements.push(name)
    return end + 1
  }

  function endEmpty(text: string, end: number, name: string): number {
    if (end + 1 === text.length) return incomplete
    if (text.charCodeAt(end + 1) !== greater) return unusual
    hasRoot = true
    onOpen(name, attributes)
    onClose(name)
    return end + 2
  }

  /** @returns the index of `>` or `/` */
  function readAttributes(text: string, start: number): number {
    let at = start
    for (let number = 0; ; number++) {
      const from = at
      at = afterBlanks(text, at)
      if (at === text.length) return incomplete
      const code = text.charCodeAt(at)
      if (code === greater || code === slash) return at
      if (at === from) return unusual
      at = readAttribute(text, at, number)
      if (at < 0) return at
    }
  }

  function readAttribute(text: string, at: number, number: number): number {
    // Most tags have the attributes of the one before: no name need be made for them.
    const guess = expected[number]
    const isGuessed = guess !== undefined && text.startsWith(guess, at) && text.charCodeAt(at + guess.length) === equals
    const nameEnd = isGuessed ? at + guess.length : afterName(text, at)
    if (nameEnd + 1 >= text.length) return incomplete
    const mark = text.charCodeAt(nameEnd + 1)
    if (nameEnd === at || text.charCodeAt(nameEnd) !== equals || (mark !== quote && mark !== apostrophe)) return unusual
    const name = isGuessed ? guess : nameIn(text, at, nameEnd)
    expected[number] = name
    // Given twice, or a property that every object has.
    if (attributes[name] !== undefined) return unusual
    return readValue(text, nameEnd + 2, name)
  }

  function readValue(text: string, start: number, name: string): number {
    const end = endOfValue(text, start)
    if (end < 0) return end
    const given = text.slice(start, end)
    const value = isPlainValue ? given : withoutReferences(given.replace(/[\t\n]/g, ' '))
    if (value === undefined) return unusual
    attributes[name] = value
    return end + 1
  }

  function endOfValue(text: string, start: number): number {
    const mark = text.charCodeAt(start - 1)
    isPlainValue = true
    for (let at = start; at < text.length; at++) {
      const code = text.charCodeAt(at)
      if (code > less) continue
      if (code === mark) return at
      if (code === less) return unusual
      if (code < blank || code === ampersand) isPlainValue = false
    }
    return incomplete
  }
}

const commentStart = '<!--'
const cdataStart = '<![CDATA['
const declaration =
  /^<\?xml[ \t\n]+version=(["'])1\.0\1(?:[ \t\n]+encoding=(["'])[A-Za-z][A-Za-z0-9._-]*\2)?(?:[ \t\n]+standalone=(["'])(?:yes|no)\3)?[ \t\n]*\?>$/

function afterBlanks(text: string, start: number): number {
  let at = start
  for (let code = text.charCodeAt(at); code === blank || code === lineFeed || code === tab; code = text.charCodeAt(at))
    at++
  return at
}

/** By character code: 1 where a name may hold it, 2 where a name may begin with it too. */
const inNames = Uint8Array.from({ length: 128 }, (_, code) => {
  const character = String.fromCharCode(code)
  return /[A-Za-z_:]/.test(character) ? 2 : /[0-9.-]/.test(character) ? 1 : 0
})

/** @returns `start` where no name begins there */
function afterName(text: string, start: number): number {
  let at = start
  if (inNames[text.charCodeAt(at)] !== 2) return at
  for (let code = text.charCodeAt(at); code < 128 && inNames[code] !== 0; code = text.charCodeAt(at)) at++
  return at
}

/** Where text may be cut: not within a reference, nor within `]]>`. */
function endOfWhole(text: string, start: number): number {
  const reference = text.lastIndexOf('&')
  if (reference >= start && text.indexOf(';', reference) === -1) return reference
  return text.length - trailingBrackets(text, start)
}

function trailingBrackets(text: string, start: number): number {
  if (!text.endsWith(']')) return 0
  return Math.min(text.length - start, text.endsWith(']]') ? 2 : 1)
}

function afterAllBut(count: number, text: string, start: number): number {
  const stop = text.length - count
  return stop > start ? stop : incomplete
}

/** @returns nothing where one of them is none of XML's own */
function withoutReferences(text: string): string | undefined {
  let resolved = ''
  let from = 0
  for (let at = text.indexOf('&'); at !== -1; at = text.indexOf('&', from)) {
    const end = text.indexOf(';', at)
    const character = end === -1 ? undefined : characterOf(text.slice(at + 1, end))
    if (character === undefined) return undefined
    resolved += text.slice(from, at) + character
    from = end + 1
  }
  return resolved + text.slice(from)
}

const entities = new Map([
  ['amp', '&'],
  ['lt', '<'],
  ['gt', '>'],
  ['quot', '"'],
  ['apos', "'"],
])

function characterOf(reference: string): string | undefined {
  const known = entities.get(reference)
  if (known !== undefined) return known
  const [, hex, decimal = ''] = /^#(?:x([0-9a-fA-F]{1,6})|([0-9]{1,7}))$/.exec(reference) ?? []
  const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16)
  return isCharacter(code) ? String.fromCodePoint(code) : undefined
}

/** `Char` of XML 1.0. */
const isCharacter = (code: number) =>
  code === tab ||
  code === lineFeed ||
  code === carriageReturn ||
  (code >= blank && code <= 0xd7ff) ||
  (code >= 0xe000 && code <= 0xfffd) ||
  (code >= 0x10000 && code <= 0x10ffff)

const mostNames = 256

/** A file has few names: each is made once, not once for each tag. */
function createNames() {
  const known = new Map<number, string>()
  return (text: string, start: number, end: number): string => {
    let hash = end - start
    for (let at = start; at < end; at++) hash = (Math.imul(hash, 31) + text.charCodeAt(at)) | 0
    const name = known.get(hash)
    if (name !== undefined && name.length === end - start && text.startsWith(name, start)) return name
    const made = text.slice(start, end)
    if (known.size < mostNames) known.set(hash, made)
    return made
  }
}
