import { expect, test } from 'vitest'
import { virtualWorld } from './world.ts'

// A slice; `npm run test:chaos` does ten thousand deliveries.
const seeds = Array.from({ length: Number(process.env.ZEPHYR_TEST_WORLDS ?? 150) }, (_, index) => 5000 + index)

test('deliveries in virtual worlds: none lost without a word, none twice, none called a success that is not, none mixed', async () => {
  const bad: unknown[] = []
  const total: Record<string, number> = {}
  for (const seed of seeds) {
    const { lines, ...counted } = await virtualWorld(seed)
    for (const [name, value] of Object.entries(counted)) total[name] = (total[name] ?? 0) + value
    const { lost, doubled, falseSuccess, mixed, hung } = counted
    if (lost + doubled + falseSuccess + mixed + hung > 0) bad.push(JSON.stringify(counted))
  }
  if (process.env.ZEPHYR_TEST_WORLDS) console.log(total)
  expect(bad).toEqual([])
}, 300_000)
