module.exports = { transform: {}, testMatch: ['<rootDir>/slow/*.js'], testSequencer: '<rootDir>/by-name.js', testTimeout: 60000, reporters: ['default', '@zephyr-reporters/jest'] }
