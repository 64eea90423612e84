// A test runner of the team's own: no failureDetails, no text, hardly more than a status.
const hostile = { get message() { throw new Error('getter') }, get name() { throw new Error('getter') }, get error() { throw new Error('getter') } }
module.exports = async (_global, config, _environment, _runtime, testFilePath) => {
  const test = (title, status, more) => ({ ancestorTitles: [], title, fullName: title, status, failureMessages: [], location: null, numPassingAsserts: 0, ...more })
  return {
    testFilePath, leaks: false, openHandles: [], perfStats: { start: 0, end: 0, runtime: 0, slow: false }, skipped: false,
    numFailingTests: 4, numPassingTests: 1, numPendingTests: 1, numTodoTests: 0,
    snapshot: { added: 0, fileDeleted: false, matched: 0, unchecked: 0, uncheckedKeys: [], unmatched: 0, updated: 0 },
    failureMessage: 'failed', console: undefined, displayName: config.displayName,
    testResults: [test('passes', 'passed'), test('fails without a word', 'failed'), test('fails with a text', 'failed', { failureMessages: ['why'] }), test('waits', 'pending'),
      test('ends in a way Jest does not know yet', 'exploded'), test('fails with a hostile detail', 'failed', { failureMessages: [''], failureDetails: [hostile] })],
  }
}
