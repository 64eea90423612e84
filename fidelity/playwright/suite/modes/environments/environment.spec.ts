import { expect, test } from '@playwright/test'

test('passes anywhere but on windows', () => {
  expect(process.env.PWTEST_BOT_NAME).not.toBe('windows')
})
