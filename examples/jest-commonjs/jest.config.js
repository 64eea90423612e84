const { zephyr } = require('@zephyr-reporters/jest')

module.exports = {
  reporters: ['default', zephyr({ titleLinks: true })],
}
