import { createHash } from 'node:crypto'
import { appendFileSync, copyFileSync, existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { deliver, findPending, loadSettings, resend } from '@zephyr-reporters/core'
import { holdReplaced, newOwnFile, newPending, savePending } from '@zephyr-reporters/core/internal'
import { startEmulator } from '@zephyr-reporters/emulator'
import { afterAll, beforeEach, expect, test } from 'vitest'
import { temporaryFolder } from '../folder.ts'
import { collectingLog, deliverOnce, environment, pendingAt, resultFile, secret, uploads } from './world.ts'

let emulator = await startEmulator({ token: secret })
beforeEach(async () => {
  await emulator.close()
  emulator = await startEmulator({ token: secret, newMs: 5, queuedMs: 5 })
})
afterAll(() => emulator.close())

test('the first delivery creates the job, the next one updates it', async () => {
  const first = await deliverOnce(emulator.url, { ZEPHYR_WAIT: '20' }, 1)
  const second = await deliverOnce(emulator.url, { ZEPHYR_WAIT: '20' }, 1)
  expect(first.result.status).toBe('delivered')
  expect(second.result.status).toBe('delivered')
  const [job, ...others] = emulator.jobs()
  expect(others).toEqual([])
  const [created, updated] = emulator.runs()
  expect(first.result).toMatchObject({ receipt: { jobId: job?.id, runId: created?.id, status: 'complete' } })
  expect(second.result).toMatchObject({ receipt: { jobId: job?.id, runId: updated?.id, status: 'complete' } })
  expect(emulator.records({ runId: updated?.id }).map(({ name, status }) => [name, status])).toEqual([
    ['logs in', 'PASS'],
    ['logs out', 'FAIL'],
  ])
})

test('the newest of several jobs of exactly that name is updated', async () => {
  await deliverOnce(emulator.url)
  await deliverOnce(emulator.url, { ZEPHYR_JOB_NAME: 'Nightly 2' })
  await fetch(`${emulator.url}/flex/services/rest/v4/upload-file/automation/create-job-detail`, {
    method: 'POST',
    headers: { authorization: `Bearer ${secret}` },
    body: sameNameForm(),
  })
  const { result } = await deliverOnce(emulator.url)
  expect(result).toMatchObject({ status: 'delivered', receipt: { jobId: 103 } })
})

function sameNameForm() {
  const form = new FormData()
  form.append('fileName', new Blob(['<testsuites/>']), 'other.xml')
  form.append(
    'automationJobDetail',
    JSON.stringify({
      jobName: 'Nightly',
      projectId: 1,
      releaseId: 11,
      automationFramework: 'junit',
      cycleName: 'Other',
      jobDetailTcrCatalogTreeId: 32,
      testRepositoryPath: 'Release 1.0 > Automation',
      cycleStartDateStr: '01/01/2026',
      cycleEndDateStr: '12/31/2099',
      environment: 'staging',
      assignResultsTo: '9',
      isReuse: false,
      createPackage: false,
    }),
  )
  return form
}

test('on update, options that were not set keep the job’s own values, and createPackage is reported', async () => {
  await fetch(`${emulator.url}/flex/services/rest/v4/upload-file/automation/create-job-detail`, {
    method: 'POST',
    headers: { authorization: `Bearer ${secret}` },
    body: sameNameForm(),
  })
  const { result, lines } = await deliverOnce(emulator.url, {
    ZEPHYR_JOB_ID: '101',
    ZEPHYR_CYCLE_NAME: '',
    ZEPHYR_JOB_NAME: '',
    ZEPHYR_PROJECT_ID: '',
    ZEPHYR_RELEASE_ID: '',
    ZEPHYR_REPOSITORY_PATH: '',
    ZEPHYR_REPOSITORY_TREE_ID: '',
  })
  expect(result.status).toBe('delivered')
  expect(emulator.jobs()[0]?.detail).toMatchObject({
    jobName: 'Nightly',
    cycleName: 'Other',
    environment: 'staging',
    assignResultsTo: '9',
    isReuse: false,
    cycleStartDateStr: '01/01/2026',
    cycleEndDateStr: '12/31/2099',
    testRepositoryPath: 'Release 1.0 > Automation',
    createPackage: true,
  })
  expect(lines.join('')).toContain('createPackage false')
})

test('a receipt holds what Zephyr took; neither it nor a log line holds the token', async () => {
  const { file, lines, state } = await deliverOnce(emulator.url)
  expect(state).toEqual({ receipt: true, pending: false })
  const receipt = JSON.parse(readFileSync(file.replace('.xml', '.receipt.json'), 'utf8'))
  expect(receipt).toMatchObject({ jobId: 101, runId: 5001, counts: { recorded: 2, passed: 1, failed: 1 } })
  expect(receipt.sha256).toMatch(/^[0-9a-f]{64}$/)
  expect(lines.join('') + JSON.stringify(receipt)).not.toContain(secret)
})

test('a server that is down leaves a pending file, and resend delivers it once', async () => {
  const given = resultFile()
  const { url } = emulator
  await emulator.close()
  const { result, state, file, lines } = await deliverOnce(url, { ZEPHYR_RETRIES: '1' }, 0.01, given)
  expect(result.status).toBe('failed')
  expect(state).toEqual({ receipt: false, pending: true })
  expect(lines.join('')).toMatch(/refused the connection.*zephyr-report resend/s)
  expect(readFileSync(file.replace('.xml', '.pending.json'), 'utf8')).not.toContain(secret)

  emulator = await startEmulator({ token: secret, port: Number(new URL(url).port) })
  const { log } = collectingLog()
  const loaded = loadSettings({ runner: 'upload', cwd: given.folder, env: { ZEPHYR_TOKEN: secret } })
  const [path = ''] = findPending(given.folder)
  expect((await resend({ path, loaded, log, pace: 0.01 })).status).toBe('delivered')
  expect(findPending(given.folder)).toEqual([])
  expect(existsSync(file.replace('.xml', '.receipt.json'))).toBe(true)
  expect(uploads(emulator)).toHaveLength(1)
})

test('a delivery owns its file: another run’s in the usual place changes nothing of what resend sends', async () => {
  const { result, file, folder } = await deliverOnce('http://127.0.0.1:9', { ZEPHYR_RETRIES: '0' })
  expect(result.status).toBe('failed')
  resultFile(folder, 'another test')
  const path = pendingAt(emulator.url, folder)
  const loaded = loadSettings({ runner: 'upload', cwd: folder, env: environment(emulator.url) })
  expect(await resend({ path, loaded, log: collectingLog().log })).toMatchObject({ status: 'delivered' })
  const [run] = emulator.runs()
  const names = () => emulator.records({ runId: run?.id }).map(({ name }) => name)
  await expect.poll(names).toEqual(['logs in', 'logs out'])
  expect(readFileSync(file, 'utf8')).toContain('another test')
})

test('a file of a delivery that changed since is not sent', async () => {
  const { folder } = await deliverOnce('http://127.0.0.1:9', { ZEPHYR_RETRIES: '0' })
  const path = pendingAt(emulator.url, folder)
  appendFileSync(path.replace('.pending.json', '.xml'), ' ')
  const loaded = loadSettings({ runner: 'upload', cwd: folder, env: environment(emulator.url) })
  const again = await resend({ path, loaded, log: collectingLog().log })
  expect(again).toMatchObject({ status: 'failed', message: expect.stringContaining('has changed') })
  expect(uploads(emulator)).toEqual([])
})

test('wait: a run that ends without success is no success', async () => {
  const given = resultFile()
  rmSync(given.file)
  const { writeFileSync } = await import('node:fs')
  writeFileSync(given.file, '<testsuites><testsuite>')
  const { result, state } = await deliverOnce(emulator.url, { ZEPHYR_WAIT: '20' }, 1, given)
  expect(result).toMatchObject({ status: 'ended without success', message: expect.stringContaining('"failed"') })
  expect(state).toEqual({ receipt: true, pending: false })
})

test('wait: a run that does not end in time is no success', async () => {
  await emulator.close()
  emulator = await startEmulator({ token: secret, newMs: 60_000 })
  const { result } = await deliverOnce(emulator.url, { ZEPHYR_WAIT: '1' }, 1)
  expect(result).toMatchObject({ status: 'ended without success', message: expect.stringContaining('1 seconds') })
})

test('a job whose last run has not ended is given time, then updated anyway', async () => {
  await emulator.close()
  emulator = await startEmulator({ token: secret, newMs: 60_000 })
  await deliverOnce(emulator.url)
  const { result, lines } = await deliverOnce(emulator.url)
  expect(result).toMatchObject({ status: 'delivered', receipt: { runId: 5002 } })
  expect(lines.join('')).toContain('has not ended after 30 seconds')
})

test('two pipelines at once to one job name: neither loses the other’s run', async () => {
  const results = await Promise.all(Array.from({ length: 4 }, () => deliverOnce(emulator.url, {}, 0.05)))
  expect(results.map(({ result }) => result.status)).toEqual(Array(4).fill('delivered'))
  expect(new Set(uploads(emulator)).size).toBe(4)
})

test('a shard with shards: upload has a job of its own', async () => {
  const { file, counts, folder } = resultFile()
  const { deliver } = await import('@zephyr-reporters/core')
  const loaded = loadSettings({
    runner: 'jest',
    cwd: folder,
    env: environment(emulator.url, { ZEPHYR_SHARDS: 'upload' }),
  })
  await deliver({ file, counts, loaded, log: collectingLog().log, shard: { current: 2, total: 3 } })
  expect(emulator.jobs()[0]?.detail.jobName).toBe('Nightly 2-of-3')
})

test('where the copies cannot be written, the delivery goes on and says so', async () => {
  const given = resultFile()
  // A folder where the file should stand cannot be replaced by it, not even by root.
  mkdirSync(join(given.folder, 'zephyr-results/jest.pending.json/x'), { recursive: true })
  mkdirSync(join(given.folder, 'zephyr-results/jest.receipt.json/x'), { recursive: true })
  const { result, lines } = await deliverOnce(emulator.url, {}, 0.01, given)
  expect(result.status).toBe('delivered')
  expect(lines.join('')).toContain('cannot be written')
  expect(uploads(emulator)).toHaveLength(1)
})

/** A delivery's own file and record, as an upload lays them down before it sends. */
function preparedIn(folder: string, replaces: string[] = []) {
  const given = resultFile(folder)
  const { file } = newOwnFile(given.file, 'jest')
  copyFileSync(given.file, file)
  const loaded = loadSettings({ runner: 'jest', cwd: folder, env: environment(emulator.url) })
  const sha256 = createHash('sha256').update(readFileSync(file)).digest('hex')
  savePending(file, newPending({ file, counts: given.counts, sha256, loaded, replaces }))
  const { log, lines } = collectingLog()
  return { file, lines, deliver: () => deliver({ file, counts: given.counts, loaded, log, pace: 0.01 }) }
}

test('results that another process took over to send them itself: both say that they are delivered, once', async () => {
  const folder = temporaryFolder()
  const first = preparedIn(folder)
  const held = await holdReplaced(findPending(folder), collectingLog().log)
  if ('busy' in held) throw new Error('nothing else works on it')
  const waiting = first.deliver()
  const second = preparedIn(folder, held.ids)
  held.discard()
  const [one, other] = await Promise.all([waiting, second.deliver()])
  expect(one, first.lines.join('')).toMatchObject({ status: 'delivered' })
  expect(other).toMatchObject({ status: 'delivered' })
  expect(emulator.runs()).toHaveLength(1)
  // No record of a file that is gone stays, for a `resend` that could not send it.
  expect(findPending(folder)).toEqual([])
})
