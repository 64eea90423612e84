import { test } from '@playwright/test'

test('cleans up, and fails', () => {
  throw new Error('dirt remains')
})
