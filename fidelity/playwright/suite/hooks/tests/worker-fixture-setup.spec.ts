import { test as base } from '@playwright/test'

const test = base.extend<object, { broken: number }>({
  broken: [
    async ({}, use) => {
      throw new Error('worker fixture broke in set-up')
    },
    { scope: 'worker' },
  ],
})

test('first needs it', ({ broken }) => {})
test('second needs it', ({ broken }) => {})
