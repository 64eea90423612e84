module.exports = { testEnvironment: 'node', transform: {}, maxWorkers: 2, testTimeout: 300, reporters: ['default', '@zephyr-reporters/jest'] }
