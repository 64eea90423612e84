export default { test: { include: ['tests/*.test.mjs'], reporters: ['default', '@zephyr-reporters/vitest'] } }
