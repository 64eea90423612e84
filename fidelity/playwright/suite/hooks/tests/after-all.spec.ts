import { test } from '@playwright/test'

test.describe('afterAll throws', () => {
  test.afterAll(() => {
    throw new Error('afterAll broke')
  })
  test('first passes', () => {})
  test('last is given the failure', () => {})
})
test('afterwards', () => {})
