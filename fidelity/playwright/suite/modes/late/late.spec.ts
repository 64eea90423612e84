import { test } from '@playwright/test'

test('leaves a rejection behind', () => {
  setTimeout(() => Promise.reject(new Error('after the last test')), 0)
})
