import { test } from '@playwright/test'

test.fail('is expected to fail, and kills its worker', async () => {
  process.kill(process.pid, 'SIGKILL')
  await new Promise(() => {})
})
test.describe('with a retry', () => {
  test.describe.configure({ retries: 1 })
  test('exits at the first attempt', ({}, info) => {
    if (info.retry === 0) process.exit(1)
  })
  test('exits at each attempt', () => {
    process.exit(1)
  })
})
