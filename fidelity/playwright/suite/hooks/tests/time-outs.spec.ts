import { test as base } from '@playwright/test'

const test = base.extend<{ slowSetup: number }>({
  slowSetup: [
    async ({}, use) => {
      await new Promise(() => {})
      await use(1)
    },
    { timeout: 300 },
  ],
})
const hang = async () => {
  test.setTimeout(300)
  await new Promise(() => {})
}

test.describe('beforeAll times out', () => {
  test.beforeAll(hang)
  test('first is given the time-out', () => {})
  test('second does not run', () => {})
})
test.describe('afterAll times out', () => {
  test.afterAll(hang)
  test('first passes', () => {})
  test('last is given the time-out', () => {})
})
test.describe('beforeEach times out', () => {
  test.beforeEach(hang)
  test('fails', () => {})
})
test.describe('afterEach times out', () => {
  test.afterEach(hang)
  test('fails', () => {})
})
test('fixture times out in set-up', ({ slowSetup }) => {})
