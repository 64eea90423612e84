import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { masking } from '../src/mask.ts'

const secret = 'aB3+/d-_x=Y"z9&q'
const mask = masking([secret])
const base64 = (text: string) => Buffer.from(text).toString('base64')
const unpadded = (text: string) => base64(text).replace(/=+$/, '')
const urlSafe = (text: string) => Buffer.from(text).toString('base64url')
const json = (text: string) => JSON.stringify(text).slice(1, -1)
const html = (text: string) => text.replaceAll('&', '&amp;').replaceAll('"', '&quot;')

const forms: Record<string, string> = {
  plain: secret,
  'in JSON': json(secret),
  'JSON in JSON': json(json(secret)),
  'JSON in JSON in JSON': json(json(json(secret))),
  'in an address': encodeURIComponent(secret),
  'in an address, lower case': encodeURIComponent(secret).replace(/%../g, (code) => code.toLowerCase()),
  'twice in an address': encodeURIComponent(encodeURIComponent(secret)),
  'in a form': new URLSearchParams({ a: secret }).toString().slice(2),
  'in HTML': html(secret),
  'HTML twice': html(html(secret)),
  'HTML by numbers': [...secret].map((character) => `&#0${character.charCodeAt(0)};`).join(''),
  'HTML by hexadecimal numbers': [...secret].map((character) => `&#x${character.charCodeAt(0).toString(16)};`).join(''),
  'by \\u': [...secret].map((character) => `\\u00${character.charCodeAt(0).toString(16)}`).join(''),
  'by \\x': [...secret].map((character) => `\\x${character.charCodeAt(0).toString(16)}`).join(''),
  'HTML in JSON': json(html(secret)),
  base64: base64(secret),
  'base64 without padding': unpadded(secret),
  'base64 for addresses': urlSafe(secret),
  'base64 in an address': encodeURIComponent(base64(secret)),
  hex: Buffer.from(secret).toString('hex'),
  'hex in capitals': Buffer.from(secret).toString('hex').toUpperCase(),
}

/** What may be left of a base64 form: at most the characters that also hold bits of a neighbour. */
const leftOver = (text: string) => text.replaceAll('***', '').length

describe('forms of a secret', () => {
  test.each(Object.entries(forms))('%s', (_, form) => {
    expect(mask(`a ${form} b`)).toMatch(/^a \S{0,2}\*\*\*\S{0,8} b$/)
    expect(mask(form)).toContain('***')
  })

  test.each(['Bearer ', 'Basic ', 'x', 'me:', '{"token":"'])('base64 of a text with %s before it', (before) => {
    for (const behind of ['', '"', '"}', ' tail']) {
      for (const encode of [base64, unpadded, urlSafe]) {
        const whole = encode(before + secret + behind)
        const expected = encode(before).length + encode(behind).length + 4
        expect([mask(whole), leftOver(mask(whole)) <= expected]).toEqual([expect.stringContaining('***'), true])
      }
    }
  })

  test('each character may be in a form of its own', () => {
    const ways = [
      (character: string) => character,
      (character: string) => `\\${character}`,
      (character: string) => `%${character.charCodeAt(0).toString(16).padStart(2, '0')}`,
      (character: string) => `\\u00${character.charCodeAt(0).toString(16)}`,
      (character: string) => `&#${character.charCodeAt(0)};`,
    ]
    // A backslash before some letters and digits means another character, which no encoder writes.
    const form = fc.array(fc.nat(ways.length - 1), { minLength: secret.length, maxLength: secret.length })
    fc.assert(
      fc.property(form, fc.string(), fc.string(), (choice, before, behind) => {
        const written = [...secret].map((character, at) => {
          const way = choice[at] === 1 && /[ux]/.test(character) ? 0 : (choice[at] ?? 0)
          return ways[way]?.(character)
        })
        expect(mask(`${before} ${written.join('')} ${behind}`)).toContain('***')
      }),
      { numRuns: 500 },
    )
  })

  test('what stands around it stays to the letter, whatever it is', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (before, behind) => {
        fc.pre(!before.endsWith('\\'))
        expect(mask(`${before} ${secret} ${behind}`)).toBe(`${before} *** ${behind}`)
      }),
      { numRuns: 1000 },
    )
    expect(mask(`{"a":"${json(secret)}","b":1}`)).toBe('{"a":"***","b":1}')
    expect(mask(`${secret}${secret} ${secret}`)).toBe('*** ***')
    expect(mask('nothing here: %41 \\u0041 &amp; a+b_c-d')).toBe('nothing here: %41 \\u0041 &amp; a+b_c-d')
  })
})

test('a secret within another, and several', () => {
  const both = masking(['abcdefgh', 'abcdefghijkl', undefined, ''])
  expect(both('x abcdefghijkl abcdefgh y')).toBe('x *** *** y')
})

test('a secret that holds escapes itself is found in every form', () => {
  for (const odd of ['pa%41ss%25word', 'pa\\u0041ss\\word', 'pa&amp;ss&lt;word', 'back\\\\slashes\\'])
    for (const form of [odd, json(odd), encodeURIComponent(odd), html(odd), base64(`Bearer ${odd}`)])
      expect([odd, form, masking([odd])(form)]).toEqual([odd, form, expect.stringContaining('***')])
})

test('what is shorter than 8 characters is not looked for, or every line would be garbled', () => {
  expect(masking(['e', '1234567'])('Delivered 1234567 test cases')).toBe('Delivered 1234567 test cases')
})

const mega = 1_000_000
test.each<[string, string]>([
  ['backslashes', '\\'.repeat(mega)],
  ['backslashes and u', '\\u'.repeat(mega / 2)],
  ['percent signs', '%'.repeat(mega)],
  ['percent signs, encoded again and again', '%25'.repeat(mega / 3)],
  ['ampersands', '&'.repeat(mega)],
  ['ampersands, encoded', '&amp;'.repeat(mega / 5)],
  ['entities of zeros', `&#${'0'.repeat(mega)}`],
  ['many entities of zeros', '&#0000000000'.repeat(mega / 12)],
  ['almost the secret', secret.slice(0, -1).repeat(mega / secret.length)],
  ['its first letter', 'a'.repeat(mega)],
  ['the secret', secret.repeat(mega / secret.length)],
  ['base64', base64('Bearer '.repeat(mega / 10))],
])('1 MB of %s takes linear time', (_, text) => {
  const basic = base64(`me:${secret}`)
  const all = masking([secret, basic, 'aaaaaaaaaaaaaaab', '\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\a', '%25%25%25%25%25x'])
  const started = performance.now()
  all(text)
  expect(performance.now() - started).toBeLessThan(3000)
})
