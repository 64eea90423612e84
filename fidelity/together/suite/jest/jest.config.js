module.exports = { reporters: ['default', '@zephyr-reporters/jest'] }
