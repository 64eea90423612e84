import { test } from '@playwright/test'

test.describe('beforeAll throws', () => {
  test.beforeAll(() => {
    throw new Error('beforeAll broke')
  })
  test('first is given the failure', () => {})
  test('second does not run', () => {})
  test.skip('third is skipped', () => {})
})

test.describe('beforeAll throws at the first attempt', () => {
  test.describe.configure({ retries: 1 })
  test.beforeAll(({}, info) => {
    if (info.retry === 0) throw new Error('beforeAll broke once')
  })
  test('is flaky for it', () => {})
  test('follows', () => {})
})

test.describe('beforeAll skips', () => {
  test.beforeAll(() => {
    test.skip(true, 'none of this')
  })
  test('is skipped by the hook', () => {})
})

test('outside runs', () => {})
