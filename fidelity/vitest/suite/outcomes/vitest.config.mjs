export default {
  test: {
    include: ['tests/**/*.{test,spec}.mjs'],
    testTimeout: 500,
    hookTimeout: 500,
    reporters: ['default', '@zephyr-reporters/vitest'],
  },
}
