module.exports = { transform: {}, testRunner: '<rootDir>/runner.js', reporters: ['default', '@zephyr-reporters/jest'] }
