import { jest } from '@jest/globals'

jest.retryTimes(2)
let calls = 0

test('logs in at the second try', () => {
  calls++
  // Flaky by design.
  expect(calls).toBe(2)
})

test('keeps the session', () => expect({ user: 'ada' }).toEqual({ user: 'ada' }))
