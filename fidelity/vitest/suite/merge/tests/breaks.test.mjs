import { expect, test } from 'vitest'

test('breaks', () => {
  expect(1).toBe(2)
})
test.skip('skipped', () => {})
