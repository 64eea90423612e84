// `throws` first, so that its error comes while the other file runs.
const Sequencer = require('@jest/test-sequencer').default
module.exports = class extends Sequencer { sort(tests) { return [...tests].sort((a, b) => (a.path > b.path ? -1 : 1)) } }
