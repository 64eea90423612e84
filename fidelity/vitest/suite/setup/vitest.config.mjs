export default { test: { include: ['*.test.mjs'], globalSetup: ['./broken.mjs'], reporters: ['default', '@zephyr-reporters/vitest'] } }
