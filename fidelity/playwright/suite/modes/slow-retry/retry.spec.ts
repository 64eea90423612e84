import { test } from '@playwright/test'

test.describe.configure({ retries: 1 })

test('fails, then hangs at its second attempt', async ({}, info) => {
  if (info.retry === 0) throw new Error('the first attempt failed')
  console.log('hanging')
  await new Promise(() => {})
})
