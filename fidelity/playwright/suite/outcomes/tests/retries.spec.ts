import { expect, test } from '@playwright/test'

test.describe('with retries', () => {
  test.describe.configure({ retries: 2 })

  test('is flaky', ({}, info) => {
    expect(info.retry).toBe(1)
  })
  test('fails each time', ({}, info) => {
    throw new Error(`attempt ${info.retry}`)
  })
  test('fails, then is skipped', ({}, info) => {
    test.skip(info.retry > 0, 'no more')
    throw new Error('first attempt')
  })
  test.fail('passes, then fails as expected', ({}, info) => {
    if (info.retry > 0) throw new Error('now it fails as it should')
  })
  test('times out, then passes', async ({}, info) => {
    test.setTimeout(2000)
    if (info.retry === 0) await new Promise(() => {})
  })
})
