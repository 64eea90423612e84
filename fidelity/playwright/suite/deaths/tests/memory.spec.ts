import { test } from '@playwright/test'

// With NODE_OPTIONS=--max-old-space-size=200.
test('runs out of memory', () => {
  const kept: string[][] = []
  while (true) kept.push(Array.from({ length: 100_000 }, (_, i) => `${kept.length} ${i}`))
})
