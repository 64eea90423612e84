import { expect, test } from 'vitest'

const outside: number = 'text'

test('runs', () => {
  expect(outside).toBe('text')
})
