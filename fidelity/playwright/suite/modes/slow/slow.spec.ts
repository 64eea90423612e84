import { test } from '@playwright/test'

test('passes first', () => {})
test('fails first', () => {
  throw new Error('before the end')
})
test('hangs', async () => {
  console.log('hanging')
  await new Promise(() => {})
})
test('does not run', () => {})
