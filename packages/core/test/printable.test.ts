import { stripVTControlCharacters } from 'node:util'
import { createLog } from '@zephyr-reporters/core'
import { printable, printableJson, printableLine } from '@zephyr-reporters/core/internal'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { stripAnsi } from '../src/results/ansi.ts'

const esc = '\u001B'

describe('terminal codes', () => {
  test.each([
    [`${esc}[31mred${esc}[0m`, 'red'],
    [`${esc}[1;38;5;196mred${esc}[m`, 'red'],
    [`${esc}[2J${esc}[1;1Htop`, 'top'],
    [`\u009B31mred\u009B0m`, 'red'],
    [`${esc}]8;;https://acme.example${esc}\\link${esc}]8;;${esc}\\`, 'link'],
    [`${esc}]0;title\u0007text`, 'text'],
    [`${esc}Pdevice${esc}\\text`, 'text'],
    [`${esc}(Btext`, 'text'],
    [`${esc}ctext`, 'text'],
    [`${esc}7text${esc}8`, 'text'],
    [`${esc}]0;no end`, ']0;no end'],
    [`${esc}`, ''],
  ])('%j', (text, plain) => {
    expect(stripAnsi(text)).toBe(plain)
  })

  test('nothing that begins one is left, whatever the text', () => {
    const unit = fc.constantFrom(esc, '\u009B', '[', ']', ';', '#', '?', '0', '3', 'm', 'P', '\\', '\u0007', 'a', ' ')
    fc.assert(
      fc.property(fc.array(unit, { maxLength: 40 }), (units) => {
        expect(stripAnsi(units.join(''))).not.toMatch(/[\u001B\u009B]/)
      }),
      { numRuns: 2000 },
    )
  })

  test('colours are read as Node reads them', () => {
    const code = fc.array(fc.nat(255), { maxLength: 5 }).map((numbers) => `${esc}[${numbers.join(';')}m`)
    const text = fc.array(fc.oneof(code, fc.stringMatching(/^[a-z ]*$/)), { maxLength: 10 })
    fc.assert(
      fc.property(text, (parts) => {
        expect(stripAnsi(parts.join(''))).toBe(stripVTControlCharacters(parts.join('')))
      }),
    )
  })
})

test.each([
  ['##vso[task.setvariable variable=a]b', '# #vso[task.setvariable variable=a]b'],
  ['said ##VSO[task.complete result=Succeeded]', 'said # #VSO[task.complete result=Succeeded]'],
  ['##[error]x', '# #[error]x'],
  ["###teamcity[testFailed name='a']", "## #teamcity[testFailed name='a']"],
  ['::error::x', ': :error::x'],
  ['a\n \t::set-output name=x::y', 'a\n \t: :set-output name=x::y'],
  ['a::b ## c #[d]', 'a::b ## c #[d]'],
  ['a\rb\u0007c\u0000', 'abc'],
  ['a\r\nb', 'a\nb'],
  ['user\u202Etxt.exe', 'usertxt.exe'],
  ['a\u2028::error::b', 'a::error::b'],
])('%j is printed as %j', (text, shown) => {
  expect(printable(text)).toBe(shown)
})

test('on one line', () => {
  expect(printableLine('a\r\nb\tc\n::error::d')).toBe('a  b c ::error::d')
  expect(printableLine('::error::d')).toBe(': :error::d')
})

test('JSON says what it said, and no CI system finds a command in it', () => {
  const value = { name: '##vso[x] ##teamcity[y] ##[z] \u009B31m \u202E', list: ['::error::'] }
  const json = printableJson(JSON.stringify(value, null, 2))
  expect(JSON.parse(json)).toEqual(value)
  expect(json).not.toMatch(/##(\[|vso|teamcity)|^\s*::|[\u007F-\u009F\u202E]/m)
})

test('no line of a log holds a command, a terminal code, or a secret that was cut in two by one', () => {
  let text = ''
  const write = (line: string) => {
    text += line
  }
  const log = createLog({ secrets: ['a-secret-token'], write, terminal: false })
  log.warn(`${esc}[2J##vso[task.complete]\n::error::x a-sec${esc}[31mret-token a-secret\u0000-token`)
  expect(text).toBe('[zephyr] Warning: # #vso[task.complete]\n[zephyr] : :error::x *** ***\n')
})
