module.exports = () => { throw new Error('set-up or tear-down') }
