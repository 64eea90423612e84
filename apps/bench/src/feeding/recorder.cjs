// A Jest reporter that keeps what Jest hands its reporters, in the file that RECORDING names.
const { writeFileSync } = require('node:fs')
const { serialize } = require('node:v8')

module.exports = class {
  #config
  #files = []

  constructor(config) {
    this.#config = config
  }

  onTestFileResult({ path, duration, context }, result) {
    this.#files.push({ test: { path, duration, context: { config: plain(context.config) } }, result })
  }

  onRunComplete(_, results) {
    // The files' results are handed over one by one.
    const counts = { ...results, testResults: [] }
    writeFileSync(
      process.env.RECORDING,
      serialize({ config: plain(this.#config), files: this.#files, counts: { ...counts, openHandles: [] } }),
    )
  }
}

/** Jest's settings are data but for what JSON leaves out. */
const plain = (value) => JSON.parse(JSON.stringify(value))
