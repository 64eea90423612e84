import { test as base } from '@playwright/test'

const test = base.extend<object, { broken: number }>({
  broken: [
    async ({}, use) => {
      await use(1)
      throw new Error('worker fixture broke in tear-down')
    },
    { scope: 'worker' },
  ],
})

// The last test of its worker; nothing in Playwright's results shows the failure but an error outside any test.
test('passes before its worker is torn down', ({ broken }) => {})
