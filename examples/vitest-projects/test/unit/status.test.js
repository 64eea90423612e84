import { expect, test } from 'vitest'

test('unit holds', () => {
  expect('unit').toBeTruthy()
})
