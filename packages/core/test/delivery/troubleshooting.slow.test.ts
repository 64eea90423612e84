import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { startEmulator } from '@zephyr-reporters/emulator'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Fault, type Operation, startFaultProxy } from '../faults/proxy.ts'
import { deliverOnce, resultFile, secret } from './world.ts'

// docs/troubleshooting.md quotes what a user sees; here it is seen.

const guide = readFileSync(join(import.meta.dirname, '../../../../docs/troubleshooting.md'), 'utf8')
let emulator: Awaited<ReturnType<typeof startEmulator>>
beforeAll(async () => {
  emulator = await startEmulator({ token: secret, newMs: 60_000 })
})
afterAll(() => emulator.close())

const through: [about: string, operation: Operation, fault: Fault][] = [
  ['token', 'list', '401'],
  ['permission', 'list', '403'],
  ['ids', 'create', '400'],
  ['address', 'list', '404'],
  ['login page', 'list', 'HTML with 200'],
  ['redirect', 'list', 'redirect to a login page'],
  ['stands still', 'list', 'silent'],
  ['gateway', 'create', '502 after commit'],
]

test.for(through)('the guide quotes what is said of: %s', async ([, operation, fault]) => {
  let listed = 0
  const proxy = await startFaultProxy(emulator.url, (asked) => {
    if (asked === operation) return fault
    // The gateway's fault lasts: what was asked before is not answered later.
    return fault === '502 after commit' && asked === 'list' && listed++ > 0 ? '500' : undefined
  })
  try {
    await quoted(proxy.url, { ZEPHYR_TIMEOUT: fault === 'silent' ? '0.5' : '10' })
  } finally {
    await proxy.close()
  }
})

test('the guide quotes what is said of: a server that is not there', async () => {
  const gone = await startFaultProxy(emulator.url, () => undefined)
  await gone.close()
  await quoted(gone.url)
})

test('the guide quotes what is said of: a name that is not found', () => quoted('http://zephyr.invalid'))

test('the guide quotes what is said of: a run that does not end', () =>
  quoted(emulator.url, { ZEPHYR_WAIT: '1', ZEPHYR_JOB_NAME: 'Slow' }, 0.1))

async function quoted(url: string, env: Record<string, string> = {}, pace = 0.02) {
  const given = resultFile()
  const { result } = await deliverOnce(
    url,
    { ZEPHYR_RETRIES: '0', ZEPHYR_DELIVERY_TIMEOUT: '300', ...env },
    pace,
    given,
  )
  const said = result.message
    .replaceAll(given.folder, '.')
    .replaceAll('./zephyr-results', 'zephyr-results')
    .replace(/deliveries\/jest-\w+\.xml/g, 'jest.xml')
    .replaceAll(new URL(url).host, 'zephyr.acme.example')
    .replace('http://zephyr.acme', 'https://zephyr.acme')
    .replace('http://127.0.0.2:1', 'https://login.acme.example')
    .replace('0.5 seconds', '60 seconds')
    .replaceAll(/jest-[0-9a-z]{20}/g, 'jest-mi2k7c1q4be09d53f7a2')
    .replace(/\d{4}-\d\d-\d\d \d\d:\d\d UTC/, '2026-01-31 14:05 UTC')
    .replace(/job \d+, run \d+/, 'job 42, run 5001')
    .replace(/status \d+$/, 'status 42')
  expect(guide, 'docs/troubleshooting.md').toContain(said)
}
