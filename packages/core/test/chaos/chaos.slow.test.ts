import { expect, test } from 'vitest'
import { chaos } from './deliveries.mjs'

// A slice; `npm run test:chaos` does ten thousand, and hundreds of kills.
test.each(Array.from({ length: 20 }, (_, index) => 7000 + index))('chaos, seed %i', async (seed) => {
  expect(await chaos(seed)).toMatchObject({
    lost: 0,
    doubled: 0,
    falseSuccess: 0,
    hung: 0,
    leaked: 0,
    'unclear alone': 0,
  })
})
