import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    reporters: ['default', '@zephyr-reporters/vitest'],
    projects: [
      { test: { name: 'unit', include: ['test/unit/*.test.js'] } },
      { test: { name: 'contract', include: ['test/contract/*.test.js'] } },
    ],
  },
})
