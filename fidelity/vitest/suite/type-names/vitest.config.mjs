export default {
  test: {
    include: ['tests/*.test.ts'],
    typecheck: { enabled: true, include: ['tests/*.test.ts'] },
    reporters: ['default', '@zephyr-reporters/vitest'],
  },
}
