import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { loadSettings, resend } from '@zephyr-reporters/core'
import { startEmulator } from '@zephyr-reporters/emulator'
import { afterAll, expect, test } from 'vitest'
import { newOwner, type Owner } from '../../src/delivery/owner.ts'
import { runModule } from '../child.ts'
import { type Plan, startFaultProxy } from '../faults/proxy.ts'
import { temporaryFolder } from '../folder.ts'
import { collectingLog, deliverOnce, environment, pendingAt, resultFile, secret, uploads } from './world.ts'

// Two processes on one delivery: each alone would look, find nothing and send.

const emulator = await startEmulator({ token: secret, newMs: 1, queuedMs: 1 })
afterAll(() => emulator.close())

/** A delivery that could not be made, of a job of its own. */
async function pendingOf(jobName: string, url = emulator.url) {
  const plan: Plan = (operation) => (operation === 'create' ? '403' : undefined)
  const proxy = await startFaultProxy(emulator.url, plan)
  const given = resultFile(temporaryFolder())
  const { state } = await deliverOnce(proxy.url, { ZEPHYR_RETRIES: '0', ZEPHYR_JOB_NAME: jobName }, 0.01, given)
  expect(state).toEqual({ receipt: false, pending: true })
  await proxy.close()
  return pendingAt(url, given.folder)
}

const again = (path: string, url: string, pace = 1) => {
  const { log, lines } = collectingLog()
  const loaded = loadSettings({ runner: 'upload', cwd: dirname(path), env: environment(url) })
  return resend({ path, loaded, log, pace }).then((result) => ({ result, lines: lines.join('') }))
}

const runsOf = (jobName: string) => {
  const job = emulator.jobs().filter(({ detail }) => detail.jobName === jobName)
  return job.flatMap(({ id }) => emulator.runs(id))
}
const leftovers = (path: string) => readdirSync(dirname(path)).filter((name) => name.endsWith('.lock'))

test('two resend at once in one process: one sends, the other finds it delivered', async () => {
  const slow = await startFaultProxy(emulator.url, () => undefined, 50)
  const path = await pendingOf('Twice here', slow.url)
  const results = await Promise.all([again(path, slow.url), again(path, slow.url)])
  expect(results.map(({ result }) => result.status)).toEqual(['delivered', 'delivered'])
  expect(results.map(({ lines }) => lines.includes('delivered before')).sort()).toEqual([false, true])
  expect(runsOf('Twice here')).toHaveLength(1)
  expect(leftovers(path)).toEqual([])
  await slow.close()
})

test('two processes at once, as where CI tries a step again', async () => {
  const slow = await startFaultProxy(emulator.url, () => undefined, 50)
  const path = await pendingOf('Twice', slow.url)
  const script = `
    const loaded = core.loadSettings({ runner: 'upload' })
    const { status } = await core.resend({ path: ${JSON.stringify(path)}, loaded, log: core.createLog() })
    console.log(status)`
  const processes = await Promise.all([1, 2, 3].map(() => runModule(script, environment(slow.url))))
  expect(processes.map(({ stdout }) => stdout)).toEqual(['delivered', 'delivered', 'delivered'])
  expect(runsOf('Twice')).toHaveLength(1)
  expect(leftovers(path)).toEqual([])
  await slow.close()
})

test('a resend beside the run that is still sending waits for its end', async () => {
  const slow = await startFaultProxy(emulator.url, () => undefined, 150)
  const given = resultFile()
  const path = given.file.replace('.xml', '.pending.json')
  const sending = deliverOnce(slow.url, { ZEPHYR_JOB_NAME: 'Sending' }, 1, given)
  while (!existsSync(path)) await new Promise((resolve) => setTimeout(resolve, 5))
  const { result, lines } = await again(path, slow.url)
  expect(result.status).toBe('delivered')
  expect(lines).toContain('Another process is sending these results')
  expect((await sending).result.status).toBe('delivered')
  expect(runsOf('Sending')).toHaveLength(1)
  await slow.close()
})

/** A lock of another process, with a heartbeat or without. */
function lockOf(path: string, more: Partial<Owner>) {
  const { deliveryId } = JSON.parse(readFileSync(path, 'utf8'))
  const lock = join(dirname(path), `.${deliveryId}.abcd.lock`)
  const heartbeat = () => writeFileSync(lock, JSON.stringify({ ...newOwner(), ...more, heartbeat: heartbeats++ }))
  let heartbeats = 0
  heartbeat()
  return { lock, heartbeat }
}

test('a lock of a process that died here is none', async () => {
  const { stdout: pid } = await runModule('console.log(process.pid)')
  const path = await pendingOf('Dead here')
  const { lock } = lockOf(path, { pid: Number(pid) })
  const started = performance.now()
  expect((await again(path, emulator.url)).result.status).toBe('delivered')
  expect(performance.now() - started).toBeLessThan(9000)
  expect(existsSync(lock)).toBe(false)
})

test('nor is one of a process whose id another has now', async () => {
  const path = await pendingOf('Id taken over')
  lockOf(path, { pid: process.ppid, startedAt: '1' })
  const started = performance.now()
  expect((await again(path, emulator.url)).result.status).toBe('delivered')
  expect(performance.now() - started).toBeLessThan(9000)
})

test('a lock of another machine is stale without a heartbeat', { timeout: 60_000 }, async () => {
  const path = await pendingOf('Dead elsewhere')
  const { lock } = lockOf(path, { host: 'another-machine' })
  expect((await again(path, emulator.url)).result.status).toBe('delivered')
  expect(existsSync(lock)).toBe(false)
  expect(runsOf('Dead elsewhere')).toHaveLength(1)
})

test.each([
  ['another machine', { host: 'another-machine', pid: 1 }],
  [
    'another container of this machine, where it has the same process id',
    { host: 'another-container', pid: process.pid },
  ],
])('one that lives in %s is left alone', async (where, owner) => {
  const path = await pendingOf(where)
  const { heartbeat } = lockOf(path, owner)
  const living = setInterval(heartbeat, 200)
  const { result } = await again(path, emulator.url, 0.01)
  clearInterval(living)
  expect(result).toMatchObject({
    status: 'failed',
    message: expect.stringContaining('Another process is still sending'),
  })
  expect(runsOf(where)).toEqual([])
  expect(uploads(emulator).length).toBeGreaterThan(0)
})
