export default { test: { include: ['*.test.mjs'], pool: 'forks', reporters: ['default', '@zephyr-reporters/vitest'] } }
