import fc from 'fast-check'
import { expect, test } from 'vitest'
import { comparable, decodeEntities, decodeTexts } from '../../src/zephyr/decode.ts'

test.each([
  ['Release 1.0 &gt; Web', 'Release 1.0 > Web'],
  ['R&amp;D', 'R&D'],
  ['R&amp;amp;D', 'R&amp;D'],
  ['&quot;a&quot; &apos;b&apos; &#39;c&#39; &#x27;d&#X27;', "\"a\" 'b' 'c' 'd'"],
  ['Pr&uuml;fung &ndash; &Ouml;l &copy; &euro; &nbsp;&alpha;&Omega;&sigmaf;', 'Prüfung – Öl © € \u00A0αΩς'],
  ['&#128512;', '😀'],
  ['AT&T, a & b; &unknown; &; &#; &#x; &#0; &#1114112;', 'AT&T, a & b; &unknown; &; &#; &#x; &#0; &#1114112;'],
  ['&constructor; &toString;', '&constructor; &toString;'],
])('%s is %s', (escaped, plain) => expect(decodeEntities(escaped)).toBe(plain))

test('every character that a server escapes comes back, by name or by number', () => {
  const escapings: ((text: string) => string)[] = [
    (text) => text.replace(/[&<>"']/g, (c) => `&#${c.codePointAt(0)};`),
    (text) => text.replace(/[&<>"']/g, (c) => `&#x${c.codePointAt(0)?.toString(16)};`),
    (text) => text.replace(/[^ a-z]/gu, (c) => `&#${c.codePointAt(0)};`),
  ]
  const text = fc.string({ unit: 'binary' }).filter((value) => !value.includes('\0'))
  fc.assert(
    fc.property(text, fc.constantFrom(...escapings), (plain, escaped) => {
      expect(decodeEntities(escaped(plain))).toBe(plain)
    }),
  )
})

test('all texts of an answer, and nothing else, are decoded', () => {
  const answer = { id: 4, name: 'R&amp;D', on: true, none: null, list: ['&lt;', { deep: '&gt;' }] }
  expect(decodeTexts(answer)).toEqual({ id: 4, name: 'R&D', on: true, none: null, list: ['<', { deep: '>' }] })
})

test.each([
  ['Nightly  R&amp;D', 'Nightly R&D'],
  [' Pru\u0308fung ', 'Prüfung'],
  ['a\u00A0\tb\nc', 'a b c'],
])('%j is compared as %j', (shown, name) => expect(comparable(shown)).toBe(comparable(name)))

test('names that differ in more than that are other names', () => {
  for (const [one, two] of [
    ['Nightly', 'nightly'],
    ['a b', 'ab'],
    ['R&D', 'R D'],
  ])
    expect(comparable(one)).not.toBe(comparable(two))
})

test('a long text without an end costs linear time', () => {
  for (const piece of ['&', '&#', '&#x', '&a', '&amp', ' '])
    expect(comparable(piece.repeat(1_000_000 / piece.length)).length).toBeLessThanOrEqual(1_000_000)
}, 2000)
