import { describe, expect, test } from 'vitest'
import { printable, printableJson, printableLine } from '../src/printable.ts'
import { stripAnsi } from '../src/results/ansi.ts'
import { linksOf } from '../src/results/links.ts'
import { cleanName, cleanText } from '../src/results/text.ts'
import { hideUser } from '../src/zephyr/address.ts'
import { isHtml, serverMessage } from '../src/zephyr/answers.ts'

// Whatever a server, a test or a file of another tool holds, reading it takes time in proportion to its length: no
// pattern goes back over what it has seen. Each gets 1 MB of what would make such a pattern slow.

const size = 1_000_000
const repeated = (part: string) => part.repeat(Math.ceil(size / part.length)).slice(0, size)

const worst: Record<string, string> = {
  blanks: repeated(' '),
  'line ends': repeated('\r\n\t'),
  backslashes: repeated('\\'),
  'codes without an end': repeated('\u001B;#'),
  'code starts': repeated('\u001B['),
  'one code of digits': `\u001B[${repeated('0')}`,
  'titles of windows': repeated('\u001B]0;'),
  'one title of a window': `\u001B]${repeated('a')}`,
  'C1 codes': repeated('\u009B;'),
  'requirement starts': repeated('[ID_'),
  'blanks before brackets': repeated('  ['),
  tags: repeated(' @a'),
  'at signs': repeated('@'),
  'page titles': repeated('<title'),
  'a page of titles': `<html>${repeated('<title')}`,
  'a page of one title': `<html><title>${repeated('a ')}`,
  entities: repeated('&amp;'),
  ampersands: repeated('&'),
  'hash signs': repeated('#'),
  'CI commands': repeated('##vso['),
  colons: repeated(':'),
  'colons on lines': repeated('\n::'),
  dots: repeated('.'),
  slashes: repeated('/'),
  'JSON in JSON': JSON.stringify(JSON.stringify({ message: repeated('\\"') })),
  'open brackets': repeated('['),
  'question marks': `https://${repeated('?')}`,
}

const readers: Record<string, (text: string) => unknown> = {
  stripAnsi,
  cleanText,
  cleanName,
  printable,
  printableLine,
  printableJson,
  serverMessage: (text) => serverMessage(text, (said) => said),
  isHtml,
  hideUser,
  linksOf: (text) => linksOf({ titles: [text, text.slice(0, 1000)], requirements: [text], tags: [text] }, true),
}

describe.each(Object.entries(readers))('%s', (_, read) => {
  test.each(Object.entries(worst))('%s', (_, text) => {
    // This process's own time: a loaded machine changes little.
    const started = process.cpuUsage()
    read(text)
    const { user, system } = process.cpuUsage(started)
    // A quadratic one takes minutes, a linear one some 20 ms.
    expect((user + system) / 1000).toBeLessThan(2000)
  })
})
