module.exports = { transform: {}, testRunner: 'jest-jasmine2', reporters: ['default', '@zephyr-reporters/jest'] }
