import { expect, test } from 'vitest'
import { failureOf } from '../src/failure.ts'

const repeated = (part: string) => part.repeat(Math.ceil(1_000_000 / part.length))

test.each([
  ['codes without an end', repeated('\u001B;#')],
  ['titles of windows', repeated('\u001B]0;')],
  ['letters of a class', repeated('Error')],
  ['brackets', repeated('(')],
  ['blanks', repeated(' ')],
  ['line ends', repeated('\n')],
])('an error with 1 MB of %s is read in linear time', (_, message) => {
  const started = performance.now()
  failureOf({ message, stack: `Error: ${message}\n    at f (/a.ts:1:1)`, snippet: message })
  expect(performance.now() - started).toBeLessThan(2000)
})
