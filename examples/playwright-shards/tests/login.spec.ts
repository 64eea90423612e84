import { expect, test } from '@playwright/test'

test('login opens', { tag: '@smoke' }, async () => {
  expect('login').toBeTruthy()
})

test('login closes', { annotation: { type: 'requirement', description: 'ID_12' } }, async () => {
  expect('login').toBeTruthy()
})
