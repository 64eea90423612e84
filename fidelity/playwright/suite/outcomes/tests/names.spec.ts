import { test } from '@playwright/test'

test('with \u001b[31mcolour\u001b[39m, \u0000 NUL, \u0007 bell and \uFFFE', () => {})
test('with lone \uD800 surrogate', () => {})
test('with <markup> & "quotes" \'single\' ]]>', () => {})
test('with > an arrow', () => {})
test('with dots.and/slashes\\both', () => {})
test('  with blanks around  ', () => {})
test('', () => {})
test('with\nline\tends', () => {})
test('emoji 👩‍👩‍👧 and ünïcödé', () => {})
test(`long ${'x'.repeat(10_000)}`, () => {})
test(`agreeing ${'y'.repeat(300)} one`, () => {})
test(`agreeing ${'y'.repeat(300)} two`, () => {
  throw new Error('only the second fails')
})
test.describe('a > b', () => {
  test('c', () => {})
})
test.describe('a', () => {
  test('b > c', () => {
    throw new Error('the second of one joined name')
  })
  test.describe('nested', () => {
    test.describe('deeper', () => {
      test('deepest', () => {})
    })
  })
})
// One name once its control characters are gone, made in a loop on one line.
for (const bell of ['', '\u0007', '\u0008']) test(`rings${bell}`, () => { if (bell === '\u0007') throw new Error('the second bell') })
test.describe(() => {
  test('in a describe without a title', () => {})
})
test.describe('same describe', () => {
  test('one', () => {})
})
test.describe('same describe', () => {
  test('two', () => {})
})
for (const [a, b] of [[1, 2], [2, 3]]) test(`adds ${a} and ${b}`, () => {
  if (a === 2) throw new Error('of two parameters')
})
test('already numbered', () => {})
test('already numbered (2)', () => {})
test('   ', () => {})
