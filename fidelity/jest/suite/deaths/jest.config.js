module.exports = { transform: {}, maxWorkers: 2, reporters: ['default', '@zephyr-reporters/jest'] }
