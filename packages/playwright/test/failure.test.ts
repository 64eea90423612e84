import { expect, test } from 'vitest'
import { failureOf } from '../src/failure.ts'

test('an assertion: one line as message, stack and source in the text', () => {
  const { message, type, text } = failureOf({
    message: '\u001b[31mTypeError: wrong\u001b[39m\n\nExpected: 1',
    stack: 'TypeError: wrong\n\nExpected: 1\n    at /shop/a.spec.ts:3:1',
    snippet: '> 3 | broken()',
  })
  expect(message).toBe('TypeError: wrong')
  expect(type).toBe('TypeError')
  expect(text).toBe('TypeError: wrong\n\nExpected: 1\n    at /shop/a.spec.ts:3:1\n\n> 3 | broken()')
})

test('a stack that somebody replaced does not hide the message', () => {
  expect(failureOf({ message: 'Error: wrong', stack: 'elsewhere' }).text).toBe('Error: wrong\nelsewhere')
})

test('a thrown value', () => {
  expect(failureOf({ value: "'a string'" })).toEqual({ message: "'a string'", type: 'Error', text: "'a string'" })
})

test('causes, down to the first', () => {
  const error = { message: 'Error: outer', cause: { message: 'Error: middle', cause: { message: 'Error: inner' } } }
  expect(failureOf(error).text).toBe('Error: outer\n\nCaused by: Error: middle\n\nCaused by: Error: inner')
})

test.each(['Test timeout of 300ms exceeded.', 'Fixture "page" timeout of 300ms exceeded during setup.'])(
  '%s is a time-out',
  (message) => {
    expect(failureOf({ message }).type).toBe('TimeoutError')
  },
)
