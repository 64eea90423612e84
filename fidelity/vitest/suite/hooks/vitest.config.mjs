export default { test: { include: ['**/*.test.mjs'], testTimeout: 500, hookTimeout: 500, reporters: ['default', '@zephyr-reporters/vitest'] } }
