import { test as base } from '@playwright/test'

const test = base.extend<{ brokenSetup: number; brokenTeardown: number; slowTeardown: number }>({
  brokenSetup: async ({}, use) => {
    throw new Error('fixture broke in set-up')
  },
  brokenTeardown: async ({}, use) => {
    await use(1)
    throw new Error('fixture broke in tear-down')
  },
  slowTeardown: [
    async ({}, use) => {
      await use(1)
      await new Promise(() => {})
    },
    { timeout: 300 },
  ],
})

test('fixture fails in set-up', ({ brokenSetup }) => {})
test('fixture fails in tear-down', ({ brokenTeardown }) => {})
test('fixture times out in tear-down', ({ slowTeardown }) => {})
test('without fixtures', () => {})

const withAuto = base.extend<{ auto: void }>({
  auto: [
    async ({}, use) => {
      await use()
      throw new Error('automatic fixture broke in tear-down')
    },
    { auto: true },
  ],
})
withAuto('fails for an automatic fixture', () => {})
withAuto('is skipped beside an automatic fixture', () => {
  withAuto.skip()
})
