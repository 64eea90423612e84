module.exports = { testEnvironment: 'node', transform: {}, maxWorkers: 2, reporters: ['default', '@zephyr-reporters/jest'] }
