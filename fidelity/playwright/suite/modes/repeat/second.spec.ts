import { test } from '@playwright/test'

for (const n of [1, 2, 3]) test(`number ${n}`, () => {
  if (n === 2) throw new Error('two')
})
