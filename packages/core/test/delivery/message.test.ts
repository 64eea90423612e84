import { expect, test } from 'vitest'
import { exitCodeOf, retryLine, undeliveredMessage } from '../../src/delivery/message.ts'
import { newDelivery } from '../../src/delivery/state.ts'
import type { Delivery } from '../../src/delivery/state-types.ts'
import { ZephyrError } from '../../src/zephyr/errors.ts'

const delivery = (more: Partial<Delivery>): Delivery => ({
  ...newDelivery({ retries: 4, deliveryTimeout: 300, wait: 0 }),
  ...more,
})
const say = (more: Partial<Delivery>, isOnDisk = true) =>
  undeliveredMessage({ delivery: delivery(more), error: new Error('It went wrong.'), file: 'a/jest.xml', isOnDisk })

test('each state has its own first sentence, and a command that can be pasted', () => {
  expect(say({ state: 'refused', reason: 'serverRefused' })).toMatch(
    /^The results were not delivered to Zephyr\. It went/,
  )
  for (const reason of ['timeOver', 'unprovable', 'lookFailed', 'notRun', 'tooEarly'] as const) {
    const message = say({ state: 'undecided', reason, postedAt: Date.UTC(2026, 0, 31, 13, 55) })
    expect(message).toMatch(/^It is not known whether the results arrived in Zephyr\. It went wrong\. /)
    expect(message).toContain('npx zephyr-report resend a/jest.pending.json')
    expect(message).toContain('from 2026-01-31 14:05 UTC on')
  }
})

test('where no pending file could be written, the file itself is to be uploaded', () => {
  for (const state of ['refused', 'undecided'] as const)
    expect(say({ state, reason: 'timeOver' }, false)).toContain('npx zephyr-report upload a/jest.xml')
})

test('a stored file that was not run: the command that runs it', () => {
  const message = say({ state: 'undecided', reason: 'notRun', jobId: 42, executedAt: 1 })
  expect(message).toContain('npx zephyr-report jobs run 42')
})

test('exit codes: the worst of all deliveries', () => {
  expect(exitCodeOf()).toBe(0)
  expect(exitCodeOf({ status: 'delivered' })).toBe(0)
  expect(exitCodeOf({ status: 'delivered' }, { status: 'ended without success' })).toBe(3)
  expect(exitCodeOf({ status: 'ended without success' }, { status: 'not known' })).toBe(1)
  expect(exitCodeOf({ status: 'failed' })).toBe(1)
})

test('one second, some seconds', () => {
  expect(retryLine(new Error('No.'), 400)).toBe('No. Trying again in 1 second.')
  expect(retryLine(new Error('No.'), 1400)).toBe('No. Trying again in 2 seconds.')
})

test.each([
  ['a refused create without one', 'createAndExecuteJob', 400, 'No.', false, true],
  ['with one', 'createAndExecuteJob', 400, 'No.', true, false],
  ['an update: the job keeps its own', 'updateAndExecuteJob', 400, 'No.', false, false],
  ['no permission', 'createAndExecuteJob', 403, 'No.', false, false],
  ['a locked release', 'createAndExecuteJob', 400, 'The release is locked.', false, false],
])('an environment is spoken of where it may be missing: %s', (_, operation, status, serverMessage, has, says) => {
  const details = { code: 'status', reached: 'refused', hint: 'Check.', operation, status, serverMessage } as const
  const message = undeliveredMessage({
    delivery: delivery({ state: 'refused', reason: 'serverRefused' }),
    error: new ZephyrError('It was refused.', details),
    file: 'a/jest.xml',
    isOnDisk: true,
    hasEnvironment: has,
  })
  expect(message.includes('ZEPHYR_ENVIRONMENT')).toBe(says)
})
