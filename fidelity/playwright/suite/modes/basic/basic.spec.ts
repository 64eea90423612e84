import { test } from '@playwright/test'

test('passes', () => {})
test('fails', () => {
  throw new Error('broken')
})
test.skip('is skipped', () => {})
