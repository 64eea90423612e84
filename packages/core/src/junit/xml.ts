import { SaxesParser } from 'saxes'
import { type Attributes, createPlainXml, type OpenMarkup } from './plain-xml.js'

export type { Attributes } from './plain-xml.js'

/** What is called while XML is read. */
export interface XmlHandlers {
  onOpen(name: string, attributes: Attributes): void
  onClose(name: string): void
  /** Called with text and CDATA in pieces, between `wantText(true)` and `wantText(false)`. */
  onText(text: string): void
  /** Called where the text is not well-formed; must throw. `at` is only there where positions are asked for. */
  onError(message: string, at: Position | undefined): never
}

/** Counted from 1. */
export interface Position {
  line: number
  column: number
}

/** A reader that is fed a file piece by piece. */
export interface XmlReader {
  /** Text is handed on only where it is wanted: nobody need hold the megabytes that a test printed. */
  wantText(isWanted: boolean): void
  /** Where reading is; `undefined` unless positions are asked for. */
  position(): Position | undefined
  write(piece: string): void
  close(): void
}

/** Reads XML 1.0 strictly: what is plain by itself, and all else by saxes. */
export function createXmlReader(handlers: XmlHandlers): XmlReader {
  let saxes: XmlReader | undefined
  const plain = createPlainXml({
    ...handlers,
    onUnusual(rest, open) {
      saxes = createSaxesReader(handlers, { wantsText: plain.wantsText, open })
      saxes.write(rest)
    },
  })
  return {
    wantText(isWanted) {
      plain.wantsText = isWanted
      saxes?.wantText(isWanted)
    },
    position: () => undefined,
    write: (piece) => (saxes ?? plain).write(piece),
    close() {
      if (!saxes) plain.close()
      saxes?.close()
    },
  }
}

/** Reads with saxes alone, and counts lines and columns: a fifth slower than without. */
export const createCountingXmlReader = (handlers: XmlHandlers): XmlReader =>
  createSaxesReader(handlers, { counts: true })

interface SaxesOptions {
  counts?: boolean
  wantsText?: boolean
  /** What was read before. */
  open?: OpenMarkup
}

function createSaxesReader(handlers: XmlHandlers, { counts = false, wantsText, open }: SaxesOptions): XmlReader {
  const parser = new SaxesParser<{ xmlns: false; position: boolean }>({ xmlns: false, position: counts })
  const position = () => (counts ? { line: parser.line, column: parser.column } : undefined)
  if (open) parser.write(markupOf(open))
  parser.on('error', ({ message }) => handlers.onError(message, position()))
  parser.on('opentag', ({ name, attributes }) => handlers.onOpen(name, attributes))
  parser.on('closetag', ({ name }) => handlers.onClose(name))
  const reader: XmlReader = {
    wantText(isWanted) {
      for (const event of ['text', 'cdata'] as const)
        if (isWanted) parser.on(event, handlers.onText)
        else parser.off(event)
    },
    position,
    write: (piece) => void parser.write(piece),
    close: () => void parser.close(),
  }
  if (wantsText) reader.wantText(true)
  return reader
}

/** A text behind which saxes expects what the rest of the file may hold. */
function markupOf({ elements, inside, isStart, hasRoot }: OpenMarkup): string {
  const start = { content: '', cdata: '<![CDATA[', comment: '<!--' }[inside]
  if (hasRoot) return `${elements.length > 0 ? elements.map((name) => `<${name}>`).join('') : '<root/>'}${start}`
  // An XML declaration may stand at the very start only.
  return isStart ? '' : `<!---->${start}`
}
