import { test } from '@playwright/test'

test('the same title', () => {})
test('the same title', () => {
  throw new Error('broken')
})
