import { test } from '@playwright/test'

test.describe('beforeEach throws', () => {
  test.beforeEach(() => {
    throw new Error('beforeEach broke')
  })
  test('fails', () => {})
  test.fail('fails as expected', () => {})
})
test.describe('afterEach throws', () => {
  test.afterEach(() => {
    throw new Error('afterEach broke')
  })
  test('fails', () => {})
  test('fails twice', () => {
    throw new Error('in the test')
  })
})
test.describe('afterEach throws after a skip', () => {
  test.afterEach(() => {
    throw new Error('afterEach broke')
  })
  test('fails or is skipped', () => {
    test.skip(true)
  })
})
test.describe('beforeEach skips', () => {
  test.beforeEach(() => {
    test.skip(true)
  })
  test('is skipped', () => {})
})
test.describe('afterEach skips', () => {
  test.afterEach(() => {
    test.skip()
  })
  test('is skipped after it ran', () => {})
})
test.describe('beforeEach declares a failure', () => {
  test.beforeEach(() => {
    test.fail()
  })
  test('fails as expected', () => {
    throw new Error('as expected')
  })
  test('passes unexpectedly', () => {})
})
