import { expect, test } from 'vitest'

test('contract holds', () => {
  expect('contract').toBeTruthy()
})
