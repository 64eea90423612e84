import { test } from '@playwright/test'

test.describe.serial('serial', () => {
  test('kills itself', async () => {
    process.kill(process.pid, 'SIGKILL')
    await new Promise(() => {})
  })
  test('does not run', () => {})
})
