module.exports = { process: (code) => ({ code: code.replaceAll(': number', '') }) }
