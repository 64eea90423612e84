import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  createLog,
  type DeliveryResult,
  deliver,
  findPending,
  loadSettings,
  readPending,
  resend,
  writeResultFile,
} from '@zephyr-reporters/core'
import { randomFrom } from '../random.ts'
import { type VirtualClock, virtualClock } from './clock.ts'
import { type Failure, type PostHabit, type ServerHabits, virtualServer } from './server.ts'

// Seeded worlds of a virtual server and some pipelines: what must never happen is counted.

export interface Counted {
  seed: number
  deliveries: number
  /** Neither on the server nor kept with a failure that says so. */
  lost: number
  /** Recorded more than once. */
  doubled: number
  /** Called delivered, and not recorded. */
  falseSuccess: number
  /** The receipt names a run or a job with other results, or a run holds others' than its delivery's. */
  mixed: number
  /** Did not end in its time. */
  hung: number
  /** Stored and not run, beside another delivery's run of the same job that nobody can distinguish from one of ours. */
  'not told apart': number
  /** Ended as not known, also after a `resend` an hour later. */
  undecided: number
  'undecided at first': number
  'not delivered': number
}

type Random = () => number

/** Every record is written to the disk in earnest, which costs more than all else: memory does as well here. */
const memory = existsSync('/dev/shm') ? '/dev/shm' : tmpdir()

const pick = <T>(random: Random, list: readonly T[]): T => {
  const picked = list[Math.floor(random() * list.length)]
  if (picked === undefined) throw new TypeError('Nothing to pick from.')
  return picked
}
const between = (random: Random, low: number, high: number) => low + random() * (high - low)

/** The server is done with it: its commit comes within what absence is proved over. */
const lost: readonly Failure[] = [
  ...[500, 502, 503, 520, 521].map((status) => ({ code: 'status' as const, reached: 'unknown' as const, status })),
  { code: 'status', reached: 'unknown', status: 500, serverMessage: 'NullPointerException' },
  { code: 'status', reached: 'unknown', status: 503, retryAfter: 20_000 },
  { code: 'network', reached: 'unknown' },
]
/** The server may still be at work for minutes. */
const late: readonly Failure[] = [
  ...[504, 408, 409, 425, 499, 501, 522, 599].map((status) => ({
    code: 'status' as const,
    reached: 'unknown' as const,
    status,
  })),
  { code: 'timeout', reached: 'unknown' },
  { code: 'redirect', reached: 'unknown', status: 302 },
  { code: 'html', reached: 'unknown', status: 200 },
  { code: 'unexpected', reached: 'unknown', status: 200 },
]
const refused: readonly Failure[] = [
  { code: 'status', reached: 'refused', status: 403 },
  { code: 'status', reached: 'refused', status: 429, retryAfter: 5000 },
  { code: 'status', reached: 'refused', status: 400, serverMessage: 'Release 11 is locked, try again later' },
]
const unsent: readonly Failure[] = [
  { code: 'network', reached: 'no' },
  { code: 'timeout', reached: 'no' },
]

/** Seconds within which what the contract bounds must have happened, the lag of the list counted in. */
const lostWithin = 55
const lateWithin = 600

function uploadHabit(random: Random, faulty: number, lag: number): PostHabit {
  if (random() >= faulty) return { storesAfter: 0.2, runsAfter: 0.4, answer: 'ok', answersAfter: 0.5 }
  const kind = pick(random, ['lost', 'late', 'late', 'refused', 'unsent'] as const)
  if (kind === 'refused') return { answer: pick(random, refused), answersAfter: 0.3 }
  if (kind === 'unsent') return { answer: pick(random, unsent), answersAfter: 0.3 }
  const answer = pick(random, kind === 'lost' ? lost : late)
  const within = (kind === 'lost' ? lostWithin : lateWithin) - lag
  const answersAfter = answer.code === 'timeout' ? 60 : between(random, 0.1, 40)
  const storesAfter = random() < 0.25 ? undefined : between(random, 0, pick(random, [answersAfter, within]))
  // Kept and not run: at times never, at times later.
  const runsAfter =
    storesAfter === undefined || random() < 0.3
      ? undefined
      : between(random, storesAfter, pick(random, [storesAfter + 1, storesAfter + 50]))
  return { storesAfter, runsAfter, answer, answersAfter }
}

function executeHabit(random: Random, faulty: number): PostHabit {
  if (random() >= faulty) return { storesAfter: 0, runsAfter: 0.2, answer: 'ok', answersAfter: 0.3 }
  const runsAfter = random() < 0.4 ? undefined : between(random, 0, 50)
  return { storesAfter: 0, runsAfter, answer: pick(random, [...lost, ...late]), answersAfter: 1 }
}

const fileNames: ServerHabits['fileName'][] = [
  (name) => name,
  (name) => name,
  (name) => name,
  (name) => name.replace('.xml', '_1732546.xml'),
  (name) => `${name}.gz`,
  (name) => `17_${name}`,
  () => undefined,
  () => 'result-file.xml',
]
const jobNames: ServerHabits['jobName'][] = [
  (name) => name,
  (name) => name,
  (name) => name.replace('&', '&amp;'),
  (name) => name.replace('ü', '&uuml;').replace('  ', ' '),
  (name) => name.normalize('NFD'),
  (name) => name.slice(0, 12),
]

function habitsOf(random: Random) {
  const faulty = pick(random, [0.1, 0.4, 0.8])
  const lag = pick(random, [0, 0, 2, 30])
  const unreadable = pick(random, [0, 0, 0.1, 0.5])
  let isWell = false
  const habits: ServerHabits = {
    upload: () => uploadHabit(random, isWell ? 0 : faulty, lag),
    execute: () => executeHabit(random, isWell ? 0 : faulty),
    read: () => (!isWell && random() < unreadable ? pick(random, [...lost, ...late, ...unsent]) : undefined),
    listLag: lag,
    progressLag: pick(random, [0, lag]),
    fileName: pick(random, fileNames),
    jobName: pick(random, jobNames),
    runFor: pick(random, [1, 5, 100]),
  }
  const recover = () => {
    isWell = true
  }
  return { habits, recover }
}

interface Ended {
  root: string
  title: string
  result: DeliveryResult
  seconds: number
}

interface World {
  clock: VirtualClock
  server: ReturnType<typeof virtualServer>
  lines: string[]
  wait: number
}

export async function virtualWorld(seed: number): Promise<Counted & { lines: string[] }> {
  const random = randomFrom(seed)
  // Backoff has its jitter from here, so that a world replays alike.
  const { random: unseeded } = Math
  Math.random = randomFrom(seed + 1)
  const clock = virtualClock()
  const { habits, recover } = habitsOf(random)
  const lines: string[] = []
  const server = virtualServer(clock, habits, (text) => lines.push(`${timeOf(clock)}   ~ ${text}\n`))
  const world: World = { clock, server, lines, wait: pick(random, [0, 0, 60]) }
  const folder = mkdtempSync(join(memory, 'zephyr-virtual-'))
  const pipelines = pick(random, [1, 1, 2, 3])
  const rounds = pick(random, [1, 2])
  const ended: Ended[] = []
  try {
    for (let round = 0; round < rounds; round++) {
      const started = Array.from({ length: pipelines }, async (_, number) => {
        await clock.sleep(random() * pick(random, [1, 60]) * 1000)
        return one(world, join(folder, `${round}-${number}`), `${seed} ${round} ${number}`)
      })
      ended.push(...(await clock.run(started)))
      if (random() < 0.3) await clock.run([resendAll(world, ended)])
    }
    const first = ended.filter(({ result }) => result.status === 'not known').length
    await clock.pass(20 * 60_000)
    recover()
    for (let again = 0; again < 3; again++) await clock.run([resendAll(world, ended)])
    await clock.pass(20 * 60_000)
    return { ...count(seed, ended, world.server), 'undecided at first': first, lines: world.lines }
  } finally {
    Math.random = unseeded
    rmSync(folder, { recursive: true, force: true })
  }
}

async function one(world: World, root: string, title: string): Promise<Ended> {
  mkdirSync(root)
  const { clock } = world
  const test = {
    file: join(root, 'a.test.js'),
    titles: [title],
    position: [0],
    outcome: 'passed' as const,
    duration: 1,
    failures: [],
  }
  const run = { runner: 'jest', root, startedAt: new Date(0), tests: [test] }
  const file = join(root, 'jest.xml')
  const { counts } = writeResultFile(file, run)
  const began = clock.now()
  const result = await deliver({
    file,
    counts,
    loaded: loaded(world, root),
    log: log(world),
    clock,
    server: world.server.server,
  })
  return { root, title, result, seconds: (clock.now() - began) / 1000 }
}

async function resendAll(world: World, ended: readonly Ended[]) {
  const { clock, server } = world
  for (const { root } of ended)
    for (const path of findPending(root))
      await resend({ path, loaded: loaded(world, root), log: log(world), clock, server: server.server })
}

function loaded({ wait }: World, cwd: string) {
  const env = {
    ZEPHYR_URL: 'http://zephyr.example',
    ZEPHYR_TOKEN: 'virtual-token',
    ZEPHYR_PROJECT_ID: '1',
    ZEPHYR_RELEASE_ID: '11',
    ZEPHYR_JOB_NAME: 'Nightly  R&D für alle',
    ZEPHYR_CYCLE_NAME: 'Chaos',
    ZEPHYR_REPOSITORY_PATH: 'Chaos > All',
    ZEPHYR_REPOSITORY_TREE_ID: '32',
    ZEPHYR_WAIT: String(wait),
  }
  return loadSettings({ runner: 'jest', cwd, env })
}

const timeOf = (clock: VirtualClock) => ((clock.now() / 1000) % 100_000).toFixed(1)

const log = ({ lines, clock }: World) =>
  createLog({ level: 'debug', write: (line) => lines.push(`${timeOf(clock)} ${line}`) })

function count(seed: number, ended: readonly Ended[], server: World['server']): Omit<Counted, 'undecided at first'> {
  const counted = {
    seed,
    deliveries: ended.length,
    lost: 0,
    doubled: 0,
    falseSuccess: 0,
    mixed: 0,
    hung: 0,
    'not told apart': 0,
    undecided: 0,
    'not delivered': 0,
  }
  for (const delivery of ended) for (const verdict of verdictsOn(delivery, server)) counted[verdict]++
  return counted
}

type Verdict = Exclude<keyof Counted, 'seed' | 'deliveries' | 'undecided at first'>

function verdictsOn(delivery: Ended, server: World['server']): Verdict[] {
  const { root, title, result, seconds } = delivery
  const runs = server.runs.filter(({ content }) => content.includes(title))
  const pending = findPending(root).map((path) => readPending(path))
  const isUndecided = pending.some((record) => 'pending' in record && record.pending.state === 'undecided')
  const isFalseSuccess = pending.length === 0 && runs.length === 0
  const wrong: Verdict[] = isFalseSuccess ? ['falseSuccess'] : isOfOther(result, runs) ? ['mixed'] : []
  return [
    ...(pending.length > 1 || !pending.every(saysWhatToDo) ? (['lost'] as const) : []),
    ...(runs.length > 1 ? (['doubled'] as const) : []),
    ...(isIndistinct(delivery, server) ? wrong.map(() => 'not told apart' as const) : wrong),
    ...(seconds > 300 + 600 ? (['hung'] as const) : []),
    ...(isUndecided ? (['undecided'] as const) : pending.length > 0 ? (['not delivered'] as const) : []),
  ]
}

const saysWhatToDo = (record: ReturnType<typeof readPending>) =>
  'pending' in record && /npx zephyr-report/.test(record.pending.problem ?? '')

/** Whether a receipt names a run or job that is none of the delivery's. */
function isOfOther(result: Ended['result'], runs: World['server']['runs']): boolean {
  if (!('receipt' in result)) return false
  const { runId, jobId } = result.receipt
  const isRun = runId === undefined || runs.some(({ id }) => id === runId)
  const isJob = jobId === undefined || runs.some(({ job }) => job === jobId)
  return !isRun || !isJob
}

/**
 * The server shows a job's last run and its last file, and not which run is of which file; either may lag. Where our file
 * was kept and another delivery ran the same job, the contract takes our file and a newer run for arrived. What the looks
 * of a delivery can tell apart all the same is tested with state.ts and evidence.ts.
 */
function isIndistinct({ title }: Ended, { runs, stored }: World['server']): boolean {
  const ours = stored.find(({ content }) => content.includes(title))
  return runs.some(({ job, content }) => job === ours?.job && !content.includes(title))
}
