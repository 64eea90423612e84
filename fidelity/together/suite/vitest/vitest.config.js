export default { test: { reporters: ['default', '@zephyr-reporters/vitest'] } }
