import { expect, test } from '@playwright/test'

test('cart opens', { tag: '@smoke' }, async () => {
  expect('cart').toBeTruthy()
})

test('cart closes', { annotation: { type: 'requirement', description: 'ID_12' } }, async () => {
  expect('cart').toBeTruthy()
})
