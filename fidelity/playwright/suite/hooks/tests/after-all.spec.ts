import { test } from '@playwright/test'

test.describe('afterAll throws', () => {
  test.afterAll(() => {
    throw new Error('afterAll broke')
  })
  test('first passes', () => {})
  test('last is given the failure', () => {})
})
test('afterwards', () => {})

test.describe('afterAll throws at the first attempt', () => {
  test.describe.configure({ retries: 1 })
  test.afterAll(({}, info) => {
    if (info.retry === 0) throw new Error('afterAll broke once')
  })
  test('first passes', () => {})
  test('last is flaky for it', () => {})
})
test.describe('afterAll of nothing', () => {
  test.afterAll(() => {
    throw new Error('never called')
  })
  test.skip('is skipped', () => {})
})
