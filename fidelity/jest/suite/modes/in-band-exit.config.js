module.exports = { transform: {}, testMatch: ['<rootDir>/exit/*.js'], testSequencer: '<rootDir>/by-name.js', reporters: ['default', '@zephyr-reporters/jest'] }
