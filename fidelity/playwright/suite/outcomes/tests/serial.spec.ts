import { test } from '@playwright/test'

test.describe.serial('serial', () => {
  test('first passes', () => {})
  test('second fails', () => {
    throw new Error('stops the others')
  })
  test('third does not run', () => {})
  test.skip('fourth is skipped', () => {})
})

test.describe('serial with a retry', () => {
  test.describe.configure({ mode: 'serial', retries: 1 })
  test('first passes', () => {})
  test('second is flaky', ({}, info) => {
    if (info.retry === 0) throw new Error('at first')
  })
  test('third runs at the second attempt', () => {})
})

test.describe('serial that fails each time', () => {
  test.describe.configure({ mode: 'serial', retries: 1 })
  test('first fails only at the second attempt', ({}, info) => {
    if (info.retry === 1) throw new Error('at the second attempt')
  })
  test('second fails at the first', ({}, info) => {
    if (info.retry === 0) throw new Error('at the first attempt')
  })
})
