export default { test: { include: ['**/*.test.mjs'], reporters: ['default', '@zephyr-reporters/vitest'] } }
