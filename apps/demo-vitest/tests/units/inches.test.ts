import { describe, expect, test } from 'vitest'
import { inches } from '../../src/convert.ts'

describe('inches', () => {
  test.for([
    [2.54, 1],
    [25.4, 10],
  ])('%d cm are %d inches', ([centimetres, expected]) => {
    expect(inches(centimetres ?? 0)).toBeCloseTo(expected ?? 0)
  })

  // Red by design.
  test('a metre is 39 inches', () => expect(inches(100)).toBe(39))

  test.todo('feet and inches')
  test.fails('a known fault: negative lengths are refused', () => expect(() => inches(-1)).toThrow())
})
