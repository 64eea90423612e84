import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['{packages,apps}/*/test/**/*.test.ts'],
          // Most of the time is waiting: for servers that stand still, for processes.
          maxWorkers: 3,
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'fidelity',
          include: ['fidelity/**/*.test.ts'],
          exclude: ['fidelity/*/suite/**', '**/node_modules/**'],
          testTimeout: 300_000,
          hookTimeout: 300_000,
          // Real runners, two cores.
          maxWorkers: 2,
        },
      },
    ],
  },
})
