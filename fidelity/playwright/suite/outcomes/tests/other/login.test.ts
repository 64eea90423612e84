import { test } from '@playwright/test'

// One package with login.spec.ts beside it.
test('logs in', () => {
  throw new Error('not today')
})
