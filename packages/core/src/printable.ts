import { stripAnsi } from './results/ansi.js'

/**
 * Text of a server or a test as it may be printed: terminal codes, other control characters and what turns the reading
 * direction are gone, so that it moves no cursor and hides nothing; and no CI system takes a part of it for a command.
 * Line ends and tabs stay.
 */
export function printable(text: string): string {
  if (plain.test(text)) return text
  return stripAnsi(text)
    .replace(/\r\n/g, '\n')
    .replace(invisible, '')
    .replace(ciCommand, '$1 ')
    .replace(atLineStart, '$1 $2')
}

/** Letters and blanks: nothing to look for, as in most lines. */
const plain = /^[\n\t\x20-\x22\x24-\x39\x3B-\x7E]*$/

/** C0 and C1 but for tab and line feed, line and paragraph separators, and marks of direction (Trojan Source). */
const invisible = /[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u2028\u2029\u202A-\u202E\u2066-\u2069]/g

/** `##vso[` and `##[` of Azure Pipelines and GitHub, `##teamcity[`: found anywhere in a line. */
const ciCommand = /(#)(?=#(?:\[|vso\[|teamcity\[))/gi

/** `::error::` of GitHub, at the start of a line. */
const atLineStart = /^([ \t]*:)(:)/gm

/** `printable` on one line, for a table's cell or a title: what was between two words becomes a blank. */
export const printableLine = (text: string): string =>
  printable(
    stripAnsi(text)
      .replace(/[\t\n]/g, ' ')
      .replace(invisible, ' '),
  )

/** JSON that may be printed: its text cannot be changed, so characters are written as JSON's escapes. */
export const printableJson = (json: string): string =>
  json
    .replace(/[\u007F-\u009F\u2028\u2029\u202A-\u202E\u2066-\u2069]/g, (character) => escaped(character))
    .replace(/##(?=\[|vso\[|teamcity\[)/gi, '#\\u0023')

const escaped = (character: string) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
