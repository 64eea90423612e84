import { defineConfig } from 'vitest/config'

// A release as strangers meet it. Not part of `npm test`: `npm run rehearse`, or one file:
// `pnpm rehearse:run types`.
export default defineConfig({
  root: import.meta.dirname,
  test: {
    include: ['test/**/*.rehearsal.ts'],
    globalSetup: ['src/global-setup.ts'],
    // Package managers and runners, two cores.
    maxWorkers: 2,
    testTimeout: 900_000,
    hookTimeout: 900_000,
  },
})
