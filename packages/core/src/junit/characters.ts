import { stripAnsi } from '../results/ansi.js'

// Other tools write characters that XML forbids, plain or as references, and Zephyr would refuse the file. They are taken
// out of the text before it is parsed, piece by piece as the file is read.

const forbiddenCharacters = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/g

/** A quick look: most pieces of most files hold nothing to take out. */
const mayBeForbidden = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]|&#/

/** `&#27;` and `&#x1B;`. */
const characterReference = /&#(?:[xX]([0-9a-fA-F]+)|(\d+));/g

/** ESC and what follows up to the next markup: a terminal code that was cut off must not take markup with it (`ESC[31</failure>`). */
const escapeCodesUpToMarkup = /\u001B[^<>&"']*/g

/** Characters behind the `&` of a reference without its `;`: `&#x0010FFFF` has 10, and a zero in front is allowed for. */
const longestReference = 11
/** Characters behind ESC: terminal codes are seldom longer. */
const longestCode = 20
/** Characters that are held back at most: a code behind an ESC that is itself a reference with its `&` and `;`, and one to spare. */
const longestHeld = longestCode + longestReference + '&'.length + ';'.length + 1

/**
 * The end of a piece that may go on in the next one: a reference without its `;`, or ESC (plain or as a reference) with
 * what follows it. Looked for in the last {@link longestHeld} characters only.
 */
const unfinishedEnd = new RegExp(
  `&[^;\\s<>&]{0,${longestReference}}$|(?:\\u001B|&#(?:0*27|[xX]0*1[bB]);)[^\\n<>&"']{0,${longestCode}}$`,
)

/** Takes pieces of a file's text and gives them back with what XML forbids taken out. */
export function characterFilter(onRemoved: (characters: number) => void) {
  let held = ''
  return {
    next(piece: string): string {
      const whole = held + piece
      const unfinished = unfinishedEnd.exec(whole.slice(-longestHeld))
      const end = unfinished ? whole.length - unfinished[0].length : whole.length
      held = whole.slice(end)
      return legal(whole.slice(0, end), onRemoved)
    },
    last: () => legal(held, onRemoved),
  }
}

function legal(text: string, onRemoved: (characters: number) => void): string {
  if (!mayBeForbidden.test(text)) return text
  const plain = text.replace(characterReference, (reference, hex: string | undefined, decimal: string) => {
    const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16)
    return isLegal(code) ? reference : code < 0x20 ? String.fromCharCode(code) : '\uFFFF'
  })
  const result = plain.replace(escapeCodesUpToMarkup, stripAnsi).replace(forbiddenCharacters, '')
  if (result.length < plain.length) onRemoved(plain.length - result.length)
  return result
}

const isLegal = (code: number) =>
  code === 9 ||
  code === 10 ||
  code === 13 ||
  (code >= 0x20 && code <= 0xd7ff) ||
  (code >= 0xe000 && code <= 0xfffd) ||
  (code >= 0x10000 && code <= 0x10ffff)
