import { expect, test } from '../shop'

test('the card terminal answers at the second call', () => {
  // Flaky by design.
  expect(test.info().retry).toBe(1)
})

test.skip('pays by invoice', () => {})

test('the shop does not lend', () => {
  test.skip(process.platform === 'linux' || process.platform !== 'linux', 'no bank is open today')
})

// Known to fail, and counted as passed as long as it does.
test.fail('pays by cheque', () => {
  throw new Error('Nobody takes cheques any more.')
})
