import { expect, test } from 'vitest'
import { chaos, killedAfter } from './deliveries.mjs'

// A slice; `npm run test:chaos` does ten thousand, and hundreds of kills.
test.each(Array.from({ length: 20 }, (_, index) => 7000 + index))('chaos, seed %i', async (seed) => {
  expect(await chaos(seed)).toMatchObject({ lost: 0, doubled: 0, falseSuccess: 0, hung: 0, leaked: 0 })
})

const instants = Array.from({ length: 16 }, (_, index) => index * 9)

test.concurrent.each(instants)(
  'killed %i ms into a delivery, then sent again: recorded exactly once',
  async (milliseconds) => {
    const { left, runs, pending } = await killedAfter(milliseconds)
    // At the very first instant nothing has been written yet, and nothing was sent.
    if (!left.receipt && !left.pending) expect(runs).toBe(0)
    else expect({ left: left.receipt !== left.pending, runs, pending }).toEqual({ left: true, runs: 1, pending: 0 })
  },
)
