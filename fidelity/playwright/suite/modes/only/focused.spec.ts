import { test } from '@playwright/test'

test('is not focused', () => {
  throw new Error('never runs')
})
test.only('is focused', () => {})
