import { defineConfig } from 'vitest/config'

// The one line that a team adds is the reporter's.
export default defineConfig({
  test: {
    name: 'catalog',
    include: ['tests/**/*.test.ts'],
    reporters: ['default', '@zephyr-reporters/vitest'],
  },
})
