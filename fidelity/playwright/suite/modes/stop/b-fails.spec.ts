import { test } from '@playwright/test'

test('fails while the other file runs', async () => {
  await new Promise((resolve) => setTimeout(resolve, 1500))
  throw new Error('stop')
})
