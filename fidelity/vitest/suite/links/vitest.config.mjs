export default { test: { include: ['*.test.mjs'], tags: [{ name: 'smoke' }, { name: 'nightly' }], reporters: ['default', '@zephyr-reporters/vitest'] } }
