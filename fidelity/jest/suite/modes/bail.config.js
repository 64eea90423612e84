module.exports = { transform: {}, testMatch: ['<rootDir>/bail/*.js'], testSequencer: '<rootDir>/by-name.js', bail: 1, maxWorkers: 2, reporters: ['default', '@zephyr-reporters/jest'] }
