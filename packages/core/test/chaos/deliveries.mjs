// Seeded deliveries under random faults, several pipelines at once, kills, resends. Counts what must never happen.
import { fork } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createLog, deliver, findPending, loadSettings, resend, writeResultFile } from '@zephyr-reporters/core'
import { startEmulator } from '@zephyr-reporters/emulator'
import { faults, startFaultProxy } from '../faults/proxy.ts'
import { environment, secret } from './environment.mjs'

// A gateway's late commit comes after 60 ms; the settling time must stay well above it on a loaded machine.
const pace = 0.04

/** A random number generator from a seed (mulberry32), so that a failing seed replays alone. */
export function randomFrom(seed) {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let value = Math.imul(state ^ (state >>> 15), 1 | state)
    value = (value + Math.imul(value ^ (value >>> 7), 61 | value)) ^ value
    return ((value ^ (value >>> 14)) >>> 0) / 4294967296
  }
}

/** One world: a server, a fault proxy, some pipelines, some of them killed; then everything pending is sent again. */
export async function chaos(seed) {
  const random = randomFrom(seed)
  const pick = (list) => list[Math.floor(random() * list.length)]
  const emulator = await startEmulator({ token: secret, newMs: 2, queuedMs: 2 })
  const probability = pick([0.05, 0.15, 0.3])
  const proxy = await startFaultProxy(emulator.url, () => (random() < probability ? pick(faults) : undefined))
  const folder = mkdtempSync(join(tmpdir(), 'zephyr-chaos-'))
  const lines = []
  const pipelines = pick([1, 1, 2, 3])
  const deliveries = []
  const outcomes = []
  let hung = 0
  try {
    for (let round = 0; round < pick([1, 2]); round++) {
      const started = Array.from({ length: pipelines }, (_, number) => {
        const root = join(folder, `${round}-${number}`)
        mkdirSync(root)
        deliveries.push(root)
        return one(root, proxy.url, lines)
      })
      outcomes.push(...(await Promise.all(started)))
    }
    hung = outcomes.filter(({ ms }) => ms > 30_000).length
    const falseSuccess = outcomes.filter(
      ({ result, upload }) => result.status === 'delivered' && !runsOf(emulator, upload),
    ).length

    // The network is well again: whatever is pending is sent again, and again, until nothing is or the server cannot tell.
    let lost = 0
    let unclear = 0
    for (const [index, root] of deliveries.entries()) {
      for (let attempt = 0; attempt < 2 && findPending(root).length > 0; attempt++) {
        const loaded = loadSettings({ runner: 'upload', cwd: root, env: { ...environment(emulator.url) } })
        for (const path of findPending(root))
          await resend({ path, loaded: withUrl(loaded, path, emulator.url), log: logTo(lines), pace })
      }
      // What is still pending is said to be so: neither lost without a word nor delivered.
      if (findPending(root).length > 0) unclear++
      else if (!runsOf(emulator, outcomes[index]?.upload)) lost++
    }
    const uploads = outcomes.map(({ upload }) => upload)
    const doubled = uploads.filter((upload) => runsOf(emulator, upload) > 1).length
    const produced = lines.join('') + readAll(folder)
    return {
      seed,
      deliveries: uploads.length,
      lost,
      unclear,
      doubled,
      falseSuccess,
      hung,
      leaked: produced.includes(secret) ? 1 : 0,
    }
  } finally {
    await proxy.close()
    await emulator.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

const runsOf = (emulator, upload) => emulator.runs().filter(({ fileName }) => fileName === upload).length

const logTo = (lines) => createLog({ level: 'debug', secrets: [secret], write: (line) => lines.push(line) })

async function one(root, url, lines) {
  const file = join(root, 'jest.xml')
  const test = {
    file: join(root, 'a.test.js'),
    titles: ['t'],
    position: [0],
    outcome: 'passed',
    duration: 1,
    failures: [],
  }
  const { counts } = writeResultFile(file, { runner: 'jest', root, startedAt: new Date(0), tests: [test] })
  const loaded = loadSettings({ runner: 'jest', cwd: root, env: environment(url) })
  const started = performance.now()
  const result = await deliver({ file, counts, loaded, log: logTo(lines), pace })
  return { result, ms: performance.now() - started, upload: uploadOf(root) }
}

/** The upload's name, from whichever of the two files stands there. */
export function uploadOf(root) {
  const name = readdirSync(root).find((file) => /\.(pending|receipt)\.json$/.test(file))
  return name ? JSON.parse(readFileSync(join(root, name), 'utf8')).upload : undefined
}

/** The pending file names the fault proxy; the server behind it is the same. */
function withUrl(loaded, path, url) {
  const pending = JSON.parse(readFileSync(path, 'utf8'))
  if (pending.settings) writeFileSync(path, JSON.stringify({ ...pending, settings: { ...pending.settings, url } }))
  return loaded
}

function readAll(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8'))
    .join('')
}

/** A delivery in a process of its own that is killed after so many milliseconds; then everything pending is sent again. */
export async function killedAfter(milliseconds) {
  const emulator = await startEmulator({ token: secret, newMs: 2, queuedMs: 2 })
  const root = mkdtempSync(join(tmpdir(), 'zephyr-kill-'))
  try {
    const child = fork(join(import.meta.dirname, 'delivering.mjs'), [root, emulator.url], { stdio: 'ignore' })
    const gone = new Promise((resolve) => child.once('exit', resolve))
    await new Promise((resolve) => child.once('message', resolve))
    child.send('go')
    await new Promise((resolve) => setTimeout(resolve, milliseconds))
    child.kill('SIGKILL')
    await gone
    // What the server was doing when its client died goes on.
    await new Promise((resolve) => setTimeout(resolve, 30))
    const left = {
      receipt: existsSync(join(root, 'jest.receipt.json')),
      pending: existsSync(join(root, 'jest.pending.json')),
    }
    const loaded = loadSettings({ runner: 'upload', cwd: root, env: environment(emulator.url) })
    for (const path of findPending(root)) await resend({ path, loaded, log: createLog({ level: 'silent' }), pace })
    return { left, runs: emulator.runs().length, pending: findPending(root).length }
  } finally {
    await emulator.close()
    rmSync(root, { recursive: true, force: true })
  }
}
