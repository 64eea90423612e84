import { expect, test } from 'vitest'
import { identify, longestName, type Named } from '../../src/results/names.js'

const options = { root: '/nowhere', runner: 'vitest' }
const one = (title: string, more: Partial<Named> = {}): Named => ({
  file: '/nowhere/a.test.ts',
  titles: [title],
  position: [0],
  ...more,
})
const named = (tests: Named[], more = {}) =>
  [...identify(tests, { ...options, ...more }).values()].map(({ name }) => name)

test.each([
  ['  outer   blanks  ', 'outer blanks'],
  ['tab\tand\r\nline\u00A0end\u2003', 'tab and line end'],
  ['one blank', 'one blank'],
  ['\uFEFF \u3000', '(no title)'],
])('runs of white space become one blank, none at the ends: %j', (title, name) => {
  expect(named([one(title)])).toEqual([name])
})

test('two titles that differ in white space alone are numbered', () => {
  expect(named([one('a  b'), one('a b', { position: [1] })])).toEqual(['a b', 'a b (2)'])
})

test('a type check is a record beside the run, numbered apart, whatever the order', () => {
  const tests = [
    one('twice', { typeCheck: true, position: [0] }),
    one('twice', { position: [0] }),
    one('twice', { typeCheck: true, position: [1] }),
    one('twice', { position: [1] }),
  ]
  const names = ['twice', 'twice (2)', 'twice [type check]', 'twice (2) [type check]']
  expect(named(tests)).toEqual(names)
  expect(named(tests.toReversed())).toEqual(names)
  expect(named(tests.filter(({ typeCheck }) => typeCheck))).toEqual(names.slice(2))
  expect(named(tests, { createPackage: false })).toEqual(names.map((name) => `a > ${name}`))
})

test('type checks in one file never change the names of runs in another file of the same package', () => {
  const spec = one('adds', { file: '/nowhere/a.spec.ts', typeCheck: true })
  const titled = one('adds [type check]')
  expect(identify([titled], options).get(titled)?.name).toBe('adds [type check]')
  expect(identify([spec, titled], options).get(titled)?.name).toBe('adds [type check]')
  expect(identify([spec, titled], options).get(spec)?.name).toBe('adds (2) [type check]')
})

test('over 254 characters the number and [type check] go into the hash, and names stay unique', () => {
  const long = 'n'.repeat(300)
  const tests = [one(long), one(long, { position: [1] }), one(long, { typeCheck: true })]
  const names = named(tests)
  expect(new Set(names).size).toBe(3)
  for (const name of names) expect(name).toMatch(/^n{241}~[0-9a-f]{12}$/)
  expect(names.every((name) => name.length === longestName)).toBe(true)
})
