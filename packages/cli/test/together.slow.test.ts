import { startEmulator } from '@zephyr-reporters/emulator'
import { expect, test } from 'vitest'
import { rounds } from './together.mjs'

// Processes that share a folder: what one writes is never sent, replaced or reported as delivered by another. `node
// packages/cli/test/together.mjs 2 200` does as many rounds as you like.

test.each([
  { processes: 2, count: 5 },
  { processes: 4, count: 3 },
])('$processes uploads at once in one folder, $count times', { timeout: 120_000 }, async ({ processes, count }) => {
  const { total, said } = await rounds(startEmulator, { processes, count })
  expect(total, said.join('\n')).toEqual({
    processes,
    rounds: count,
    mixed: 0,
    lost: 0,
    doubled: 0,
    failed: 0,
    litter: 0,
    view: 0,
  })
})
