import { test } from '@playwright/test'

test('cannot prepare', () => {
  throw new Error('no database')
})
