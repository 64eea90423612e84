import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { createZephyrClient, findPending, loadSettings, resend, writeResultFile } from '@zephyr-reporters/core'
import { startEmulator } from '@zephyr-reporters/emulator'
import { afterAll, expect, test } from 'vitest'
import { temporaryFolder } from '../folder.ts'
import { collectingLog, deliverOnce, environment, pendingAt, resultFile, secret } from './world.ts'

const emulator = await startEmulator({ token: secret, newMs: 5, queuedMs: 5 })
const gone = await startEmulator({ token: secret })
await gone.close()
afterAll(() => emulator.close())

test('what ran first is sent again first, whatever the files are called', async () => {
  const folder = temporaryFolder()
  const { counts } = resultFile(folder)
  const names = ['vitest', 'jest', 'playwright']
  for (const name of names) {
    const file = join(folder, `zephyr-results/${name}.xml`)
    writeResultFile(file, { runner: name, root: folder, startedAt: new Date(0), tests: [] })
    await deliverOnce(gone.url, { ZEPHYR_RETRIES: '0' }, 0.01, { folder, file, counts })
  }
  const found = findPending(folder).map((path) => JSON.parse(readFileSync(path, 'utf8')).resultFile)
  expect(found).toEqual(names.map((name) => `${name}.xml`))
})

test('a result file that does not end in .xml is found again', async () => {
  const given = resultFile()
  const file = join(given.folder, 'zephyr-results/results.junit')
  writeResultFile(file, { runner: 'jest', root: given.folder, startedAt: new Date(0), tests: [] })
  await deliverOnce(gone.url, { ZEPHYR_RETRIES: '0' }, 0.01, { ...given, file })
  const loaded = loadSettings({ runner: 'upload', cwd: given.folder, env: environment(emulator.url) })
  const path = pendingAt(emulator.url, given.folder)
  expect(await resend({ path, loaded, log: collectingLog().log, pace: 0.01 })).toMatchObject({ status: 'delivered' })
})

test('what a job spells as null is not set', async () => {
  const server = createServer((_, answer) => {
    answer.end(JSON.stringify({ id: 7, jobName: 'Nightly', phaseName: null, assignResultsTo: null }))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const client = createZephyrClient({ url: `http://127.0.0.1:${port}`, token: secret })
  expect(await client.getJob(7)).toEqual({ id: 7, jobName: 'Nightly' })
  server.close()
})
