import { test } from '@playwright/test'

test('is flaky', ({}, info) => {
  if (info.retry === 0) throw new Error('at first')
})
