import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'
import { LongestFirst } from './scripts/longest-first.ts'

const none = ['**/node_modules/**']
/** More than two cores: half of the time is waiting, for servers that stand still and for processes. */
const maxWorkers = Math.max(4, availableParallelism())

export default defineConfig({
  test: {
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        test: {
          // In this process, against `src` (by the `development` condition of our `exports`): needs no build.
          name: 'unit',
          include: ['{packages,apps}/*/test/**/*.test.ts', 'test/**/*.test.ts'],
          exclude: ['**/*.slow.test.ts', ...none],
          // A process for each file would load the sources again: a test puts back what it changes of its own.
          isolate: false,
          maxWorkers,
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          // Starts the built commands and modules in processes, or waits for time-outs.
          name: 'slow',
          include: ['{packages,apps}/*/test/**/*.slow.test.ts', 'test/**/*.slow.test.ts'],
          exclude: none,
          globalSetup: 'scripts/build-once.mjs',
          maxWorkers,
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          // Real runners with our packed packages.
          name: 'fidelity',
          include: ['fidelity/**/*.test.ts'],
          exclude: ['fidelity/*/suite/**', ...none],
          globalSetup: 'scripts/build-once.mjs',
          testTimeout: 300_000,
          hookTimeout: 300_000,
          maxWorkers,
        },
      },
    ],
  },
})
