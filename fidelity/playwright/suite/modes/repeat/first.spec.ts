import { test } from '@playwright/test'

test('passes', () => {})
test('fails at its second repetition', ({}, info) => {
  if (info.repeatEachIndex === 1) throw new Error('the second time')
})
test.describe('group', () => {
  test('passes, too', () => {})
})
