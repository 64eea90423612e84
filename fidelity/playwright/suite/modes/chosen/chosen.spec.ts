import { test } from '@playwright/test'

test('is new @fast', { tag: '@fast' }, () => {})
test('is old @slow', () => {
  throw new Error('old')
})
