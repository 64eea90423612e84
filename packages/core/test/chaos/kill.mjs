// A process that is killed in the middle of a delivery, and what stands on the server once it was sent again.
import { fork } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createLog, deliver, findPending, loadSettings, resend } from '@zephyr-reporters/core'
import { startEmulator } from '@zephyr-reporters/emulator'
import { startFaultProxy } from '../faults/proxy.ts'
import { environment, pace, patiently, secret } from './environment.mjs'
import { writeResults } from './results.mjs'

const silent = createLog({ level: 'silent' })

/**
 * Kills a delivery (of a new job, or with `update` of one that is there), or with `resend` a second try after a first
 * whose outcome is unknown, `after` so many milliseconds; never where that is undefined. Then all that is pending is
 * sent again, as CI does: twice at once.
 *
 * @param {{ after?: number; update?: boolean; resend?: boolean; plan?: () => undefined; delay?: number }} how
 */
export async function killed({ after, update = false, resend: again = false, plan = () => undefined, delay = 12 }) {
  const emulator = await startEmulator({ token: secret, newMs: 2, queuedMs: 2 })
  let current = () => undefined
  const proxy = await startFaultProxy(emulator.url, (...request) => current(...request), delay)
  const root = mkdtempSync(join(tmpdir(), 'zephyr-kill-'))
  const title = `kill ${Math.random()}`
  try {
    if (update) await earlier(emulator)
    const before = emulator.runs().length
    if (again) {
      current = unknownOutcome()
      await deliverTo(proxy.url, root, title)
    }
    current = plan
    const child = fork(join(import.meta.dirname, 'delivering.mjs'), [root, proxy.url, title, again ? 'resend' : ''], {
      // Not Vitest's own conditions: what is built is run.
      execArgv: [],
      stdio: 'ignore',
    })
    const gone = new Promise((resolve) => child.once('exit', resolve))
    await new Promise((resolve) => child.once('message', resolve))
    const started = performance.now()
    child.send('go')
    if (after !== undefined) setTimeout(() => child.kill('SIGKILL'), after)
    await gone
    const ms = performance.now() - started
    // What the server was doing when its client died goes on.
    await new Promise((resolve) => setTimeout(resolve, 3 * delay + 30))
    const left = { receipt: own(root, '.receipt.json') !== undefined, pending: stateOf(own(root, '.pending.json')) }
    // The network is well again.
    current = () => undefined
    const loaded = () => loadSettings({ runner: 'upload', cwd: root, env: environment(proxy.url, patiently) })
    for (const path of findPending(root)) {
      await Promise.all([1, 2].map(() => resend({ path, loaded: loaded(), log: silent, pace })))
    }
    const runs = emulator.runs().slice(before)
    while (emulator.runs().some(({ status }) => status === 'new' || status === 'queued'))
      await new Promise((resolve) => setTimeout(resolve, 2))
    const rightContent = runs.every(({ id }) => emulator.records({ runId: id }).every(({ name }) => name === title))
    return { ms, left, runs: runs.length, rightContent, pending: findPending(root).length }
  } finally {
    await proxy.close()
    await emulator.close()
    rmSync(root, { recursive: true, force: true })
  }
}

/** The delivery's own file of that ending. */
function own(root, ending) {
  const folder = join(root, 'deliveries')
  const name = existsSync(folder) ? readdirSync(folder).find((file) => file.endsWith(ending)) : undefined
  return name && join(folder, name)
}

/** `prepared` or `posting`; a receipt that was not yet renamed has no version of a pending file. */
function stateOf(path) {
  if (path === undefined) return undefined
  const { version, state } = JSON.parse(readFileSync(path, 'utf8'))
  return version === undefined ? 'receipt' : state
}

/** The job stands there with a run of before. */
async function earlier(emulator) {
  const root = mkdtempSync(join(tmpdir(), 'zephyr-earlier-'))
  await deliverTo(emulator.url, root, 'earlier')
  rmSync(root, { recursive: true, force: true })
}

/** The server has taken the upload, or not, and nobody can ask. */
function unknownOutcome() {
  let posted = false
  const fault = Math.random() < 0.5 ? 'reset before' : 'reset after commit'
  return (operation) => {
    const isPost = operation === 'create' || operation === 'update'
    posted ||= isPost
    if (posted) return isPost ? fault : '401'
  }
}

async function deliverTo(url, root, title) {
  const { file, counts } = writeResults(root, title)
  const loaded = loadSettings({ runner: 'jest', cwd: root, env: environment(url) })
  return deliver({ file, counts, loaded, log: silent, pace })
}
