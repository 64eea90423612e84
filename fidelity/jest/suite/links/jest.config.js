module.exports = { transform: {}, reporters: ['default', '@zephyr-reporters/jest'] }
