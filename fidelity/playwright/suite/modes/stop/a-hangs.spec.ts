import { test } from '@playwright/test'

test('is interrupted', async () => {
  await new Promise((resolve) => setTimeout(resolve, 20_000))
})
test('is cut off', () => {})
