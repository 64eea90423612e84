import { loadSettings, resend, waitForRun } from '@zephyr-reporters/core'
import { paced } from '@zephyr-reporters/core/internal'
import { startEmulator } from '@zephyr-reporters/emulator'
import { afterAll, expect, test } from 'vitest'
import { networkFault } from '../../src/zephyr/hints.ts'
import { startFaultProxy } from '../faults/proxy.ts'
import { collectingLog, deliverOnce, environment, resultFile, secret, uploads } from './world.ts'

const emulator = await startEmulator({ token: secret, newMs: 5, queuedMs: 5 })
const gone = await startFaultProxy(emulator.url, () => undefined)
await gone.close()
afterAll(() => emulator.close())

test('the end of an earlier run is not taken for the end of ours', async () => {
  const client = { getJobProgress: async () => ({ id: 7, status: 'complete' }) }
  const request = { client, jobId: 1, seconds: 1, clock: paced(0.1), log: collectingLog().log }
  expect(await waitForRun({ ...request, earlierRun: 7 })).toMatchObject({ ended: 'unknown' })
  expect(await waitForRun({ ...request, earlierRun: 6 })).toMatchObject({ ended: 'success' })
})

test('a run that another has replaced has no known end', async () => {
  const client = { getJobProgress: async () => ({ id: 8, status: 'complete' }) }
  const request = { client, jobId: 1, runId: 7, seconds: 1, clock: paced(0.1), log: collectingLog().log }
  expect(await waitForRun(request)).toMatchObject({ ended: 'unknown', why: expect.stringContaining('run 8') })
})

test('a connection that broke while it was read may have carried the request; one never made has not', () => {
  const fault = (code: string, syscall: string) =>
    networkFault(Object.assign(new Error(code), { code, syscall }), 'zephyr.example').reached
  expect(fault('ETIMEDOUT', 'read')).toBe('unknown')
  expect(fault('ECONNRESET', 'write')).toBe('unknown')
  expect(fault('ETIMEDOUT', 'connect')).toBe('no')
  expect(fault('ECONNREFUSED', 'connect')).toBe('no')
})

test('a receipt of before does not stand beside a delivery that failed', async () => {
  const given = resultFile()
  expect((await deliverOnce(emulator.url, {}, 0.01, given)).state).toEqual({ receipt: true, pending: false })
  const { result, state } = await deliverOnce(gone.url, { ZEPHYR_RETRIES: '0' }, 0.01, given)
  expect(result.status).toBe('failed')
  expect(state).toEqual({ receipt: false, pending: true })
})

test('what was meant for another server is not sent to the one of now, nor is it asked', async () => {
  const given = resultFile()
  await deliverOnce(gone.url, { ZEPHYR_RETRIES: '0', ZEPHYR_JOB_NAME: 'Other server' }, 0.01, given)
  const before = uploads(emulator).length
  const loaded = loadSettings({ runner: 'upload', cwd: given.folder, env: environment(emulator.url) })
  const path = given.file.replace('.xml', '.pending.json')
  const { log, lines } = collectingLog()
  expect(await resend({ path, loaded, log, pace: 0.01 })).toMatchObject({ status: 'failed' })
  expect(lines.join('')).toMatch(new RegExp(`belongs to ${gone.url}, but ZEPHYR_URL says ${emulator.url}`))
  expect(uploads(emulator)).toHaveLength(before)
})

test('a wrong path of the address is repaired by the one of now, where nothing was sent', async () => {
  const given = resultFile()
  await deliverOnce(`${emulator.url}/wrong`, { ZEPHYR_RETRIES: '0', ZEPHYR_JOB_NAME: 'Repaired' }, 0.01, given)
  const loaded = loadSettings({ runner: 'upload', cwd: given.folder, env: environment(emulator.url) })
  const path = given.file.replace('.xml', '.pending.json')
  expect(await resend({ path, loaded, log: collectingLog().log, pace: 0.01 })).toMatchObject({ status: 'delivered' })
  expect(emulator.jobs().map(({ detail }) => detail.jobName)).toContain('Repaired')
})
