import { expect, test } from '@playwright/test'

// A file beside outcomes.spec.ts, so that two workers share the work.
test('skips after a failed soft assertion', () => {
  expect.soft(1).toBe(2)
  test.skip(true, 'too late')
})
test.fail('has a soft assertion fail, as expected', () => {
  expect.soft(1).toBe(2)
})
test('is declared to fail by its info, and does', ({}, info) => {
  info.fail()
  throw new Error('as declared')
})
test('retries a block in vain', async () => {
  await expect(() => expect(1).toBe(2)).toPass({ timeout: 200 })
})
test('catches a failing step', async () => {
  await test.step('fails', () => Promise.reject(new Error('in the step'))).catch(() => {})
})
test('has a soft assertion fail in a step', async () => {
  await test.step('a step', () => expect.soft(1).toBe(2))
})
test('has no snapshot yet', () => {
  expect('text').toMatchSnapshot('missing.txt')
})
test.describe.skip('a skipped describe', () => {
  test('is skipped with it', () => {})
})
test.describe.fixme('a fixme describe', () => {
  test('is a fixme with it', () => {})
})
test('throws an empty string', () => {
  throw ''
})
test('throws a proxy whose traps throw', () => {
  throw new Proxy({}, { get: () => { throw new Error('trap') } })
})
test('throws an error whose stack is an object', () => {
  throw Object.assign(new Error('with an odd stack'), { stack: {} })
})
test('throws two errors that cause each other', () => {
  const first = new Error('first')
  first.cause = new Error('second', { cause: first })
  throw first
})
test('throws control characters only', () => {
  throw new Error('\u0007\u0008')
})
