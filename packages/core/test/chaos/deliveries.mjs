// Seeded deliveries under random faults, several pipelines at once, kills, resends. Counts what must never happen.
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createLog, deliver, findPending, loadSettings, resend } from '@zephyr-reporters/core'
import { startEmulator } from '@zephyr-reporters/emulator'
import { faults, startFaultProxy } from '../faults/proxy.ts'
import { randomFrom } from '../random.ts'
import { environment, pace, patiently, secret } from './environment.mjs'
import { killed } from './kill.mjs'
import { writeResults } from './results.mjs'

/** One world: a server, a fault proxy, some pipelines to one job name; then everything pending is sent again. */
export async function chaos(seed) {
  const random = randomFrom(seed)
  const pick = (list) => list[Math.floor(random() * list.length)]
  const emulator = await startEmulator({ token: secret, newMs: 2, queuedMs: 2 })
  const probability = pick([0.05, 0.15, 0.3])
  let isWell = false
  const plan = () => (!isWell && random() < probability ? pick(faults) : undefined)
  const proxy = await startFaultProxy(emulator.url, plan)
  const folder = mkdtempSync(join(tmpdir(), 'zephyr-chaos-'))
  const lines = []
  const pipelines = pick([1, 1, 2, 3])
  const rounds = pick([1, 2])
  const outcomes = []
  try {
    for (let round = 0; round < rounds; round++) {
      const started = Array.from({ length: pipelines }, (_, number) => {
        const root = join(folder, `${round}-${number}`)
        mkdirSync(root)
        return one(root, `${seed} ${round} ${number}`, proxy.url, lines)
      })
      outcomes.push(...(await Promise.all(started)))
    }
    const hung = outcomes.filter(({ ms }) => ms > 30_000).length
    const claimed = outcomes.filter(({ result }) => result.status === 'delivered')
    // A failure is reported, and leaves what is needed to send again.
    const mute = outcomes.filter(
      ({ root, result }) =>
        result.status !== 'delivered' && (findPending(root).length !== 1 || !/resend|upload/.test(result.message)),
    )

    // The network is well again: whatever is pending is sent again, by two at once, until nothing is or the server does not show it.
    isWell = true
    let unclear = 0
    /** Still to be sent after two more tries on a good network: kept, but too slow; or the machine is (see `pace`). */
    let stuck = 0
    for (const { root } of outcomes) {
      for (let attempt = 0; attempt < 2 && findPending(root).length > 0; attempt++) {
        const loaded = () => loadSettings({ runner: 'upload', cwd: root, env: environment(proxy.url, patiently) })
        const send = (path) => resend({ path, loaded: loaded(), log: logTo(lines), pace })
        await Promise.all(findPending(root).flatMap((path) => [send(path), send(path)]))
      }
      // Neither lost without a word nor delivered: it stands there, and says why.
      const [path] = findPending(root)
      if (!path) continue
      const { state, problem } = JSON.parse(readFileSync(path, 'utf8'))
      if (state === 'undecided' && problem?.includes('npx zephyr-report')) unclear++
      else stuck++
    }
    await ended(emulator)
    const runsOf = (title) => emulator.runs().filter(({ id }) => recordsOf(emulator, id).includes(title))
    const lost = outcomes.filter(({ root, title }) => findPending(root).length === 0 && runsOf(title).length === 0)
    const doubled = outcomes.filter(({ title }) => runsOf(title).length > 1)
    // What is claimed must be true to the letter: these tests in this run of this job.
    const falseSuccess = [
      ...claimed.filter(({ title, result: { receipt } }) => {
        const run = runsOf(title)[0]
        if (!run) return true
        const isRun = receipt.runId === undefined || receipt.runId === run.id
        return !isRun || (receipt.jobId !== undefined && receipt.jobId !== run.job)
      }),
    ]
    const untold = claimed.filter(({ result }) => result.receipt.runId === undefined)
    const produced = lines.join('') + readAll(folder)
    return {
      seed,
      deliveries: outcomes.length,
      lost: lost.length + mute.length,
      stuck,
      doubled: doubled.length,
      falseSuccess: falseSuccess.length,
      hung,
      leaked: shapes.some((shape) => produced.includes(shape)) ? 1 : 0,
      unclear,
      // With no other delivery at the job, not even a later one of its own pipeline, the server always shows it.
      'unclear alone': outcomes.length === 1 ? unclear : 0,
      'run untold': untold.length,
    }
  } finally {
    await proxy.close()
    await emulator.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

/** A delivery, or one sent again, in a process of its own that is killed midway, with or without other faults. */
export async function chaosKill(seed) {
  const random = randomFrom(seed)
  const probability = random() < 0.5 ? 0 : 0.15
  const plan = () => (random() < probability ? faults[Math.floor(random() * faults.length)] : undefined)
  const whole = { update: random() < 0.5, resend: random() < 0.3, after: random() * 400 }
  const { left, runs, rightContent, pending } = await killed({ ...whole, plan })
  const begun = left.receipt || left.pending !== undefined
  return {
    seed,
    deliveries: 1,
    kills: 1,
    // Where nothing was left, nothing may have been sent.
    lost: (begun ? pending === 0 && runs === 0 : runs > 0) ? 1 : 0,
    doubled: runs > 1 ? 1 : 0,
    falseSuccess: (left.receipt && (left.pending !== undefined || runs === 0)) || !rightContent ? 1 : 0,
    hung: 0,
    leaked: 0,
    unclear: pending,
  }
}

const recordsOf = (emulator, runId) => emulator.records({ runId }).map(({ name }) => name)

async function ended(emulator) {
  while (emulator.runs().some(({ status }) => status === 'new' || status === 'queued'))
    await new Promise((resolve) => setTimeout(resolve, 2))
}

/** How the secret would stand in a line, a JSON file or an address. */
const shapes = [secret, JSON.stringify(secret).slice(1, -1), encodeURIComponent(secret)]

const logTo = (lines) => createLog({ level: 'debug', secrets: [secret], write: (line) => lines.push(line) })

async function one(root, title, url, lines) {
  const { file, counts } = writeResults(root, title)
  const loaded = loadSettings({ runner: 'jest', cwd: root, env: environment(url) })
  const started = performance.now()
  const result = await deliver({ file, counts, loaded, log: logTo(lines), pace })
  return { root, title, result, ms: performance.now() - started }
}

function readAll(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8'))
    .join('')
}
