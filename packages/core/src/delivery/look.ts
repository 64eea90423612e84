import { messageOf } from '../display.js'
import type { Log } from '../log.js'
import { comparable } from '../zephyr/decode.js'
import type { JobProgress, ListedJob } from '../zephyr/types.js'
import type { Clock, Limit } from './clock.js'
import {
  type Baseline,
  type Doubt,
  type Evidence,
  isDelivery,
  isUpload,
  ourJob,
  type Sight,
  weigh,
} from './evidence.js'
import { poll } from './poll.js'
import { asListed } from './prepare.js'
import type { Before, Pending, Target } from './record-types.js'
import { type DeliveryServer, progressOf } from './server.js'
import { listLagMs } from './state.js'

// Asks the server about an upload: whether it is there, and which run is its own.

export interface Looking {
  server: DeliveryServer
  clock: Clock
  log: Log
  limit: Limit
}

export interface Look {
  evidence: Evidence
  /** What stood there before the POST, with what has been learned since. */
  before: Before
}

/** One look after a POST whose effect is unknown. */
export async function lookAfterPost(looking: Looking, { upload, target, before }: Pending): Promise<Look> {
  if (!target || !before) throw new TypeError('Nothing was sent that could be asked about.')
  const runs = new Map<number, JobProgress | undefined>()
  const progress = async (jobId: number) => runs.set(jobId, await progressOf(looking.server, jobId, single(looking)))
  // The progress before the list: a run that is newer there has its file in the list by then.
  if (target.jobId !== undefined) await progress(target.jobId)
  let jobs = await listed(looking, target)
  const ours = ourJob(jobs, upload)
  if (ours && !runs.has(ours.id)) {
    await progress(ours.id)
    jobs = await listed(looking, target)
    const now = jobs.find(({ id }) => id === ours.id)
    // Another delivery has taken the job over in between: whose run it was, nobody knows.
    if (!isUpload(now?.attachmentName, upload)) {
      const doubt: Doubt = { because: 'otherFile', jobId: ours.id, file: now?.attachmentName ?? '' }
      return { evidence: { found: 'undecided', doubt }, before }
    }
  }
  const baseline: Baseline = { ...before, jobId: target.jobId, jobName: target.jobName, upload }
  return learned(baseline, before, { jobs, runs, at: looking.clock.now() })
}

/** A run that is there while the job shows another delivery's file is no proof of ours, once ours is shown. */
function learned(baseline: Baseline, before: Before, sight: Sight): Look {
  const evidence = weigh(baseline, sight)
  const { othersRun } = before
  if (evidence.found === 'undecided' && evidence.doubt.because === 'otherFile') {
    const run = sight.runs.get(evidence.doubt.jobId)
    if (run === undefined || run.id === before.runId) return { evidence, before }
    const until = Math.round(sight.at)
    const seenAt = run.id === othersRun?.id ? othersRun.seenAt : until
    return { evidence, before: { ...before, othersRun: { id: run.id, seenAt, until } } }
  }
  if (!othersRun || !ourJob(sight.jobs, baseline.upload)) return { evidence, before }
  // The run stood beside the other file for longer than a list may lag: surely not ours.
  if (!othersRun.isUnclear && othersRun.until - othersRun.seenAt >= listLagMs) {
    const known: Before = { ...before, runId: othersRun.id, othersRun: undefined }
    return { evidence: weigh({ ...baseline, ...known }, sight), before: known }
  }
  const unclear = { ...othersRun, isUnclear: true }
  return { evidence: weigh({ ...baseline, othersRun: unclear }, sight), before: { ...before, othersRun: unclear } }
}

const single = ({ limit }: Looking) => ({ signal: limit.signal, retries: 0 })

async function listed(looking: Looking, { projectId, releaseId, jobId }: Target): Promise<ListedJob[]> {
  if (projectId && releaseId) return looking.server.listJobs({ projectId, releaseId }, single(looking))
  return jobId === undefined ? [] : [asListed(await looking.server.getJob(jobId, single(looking)))]
}

export interface Identity {
  jobId?: number
  /** The job's newest run since; missing where none shows. */
  run?: JobProgress
  /** Whether `run` is this delivery's: its id was answered, or the job shows our file after it. */
  isOurs: boolean
  /** Another delivery's file, which has taken the place of ours in the job. */
  overtakenBy?: string
  /** Epoch milliseconds when the run was first seen. */
  seenAt: number
}

export interface Accepted {
  upload: string
  target: Target
  before: Before
  jobId?: number
  /** The id that an answer gave. */
  runId?: number
  provedBy: 'answer' | 'look'
}

const identifying = { firstMs: 300, looks: 5 }

/** The job and the run of an upload that Zephyr has taken, as far as the server shows whose they are. */
export async function identify(looking: Looking, accepted: Accepted): Promise<Identity> {
  const { clock, limit, log } = looking
  const polling = { clock, signal: limit.signal, ...identifying }
  const jobId = accepted.jobId ?? (await poll(() => attempt(looking, () => createdJob(looking, accepted)), polling))
  if (jobId === undefined) {
    log.warn('Zephyr took the upload, but its list does not show the job.')
    return { isOurs: false, seenAt: clock.now() }
  }
  let newest: RunSeen | undefined
  await poll(async () => {
    const now = await attempt(looking, () => newestRun(looking, accepted, jobId))
    newest = now && isReplaced(newest, now) ? { ...now, isOurs: false, run: undefined } : (now ?? newest)
    return newest?.isOurs || newest?.overtakenBy || newest?.run === undefined ? newest : undefined
  }, polling)
  if (newest?.overtakenBy)
    log.warn(
      `Another delivery (${newest.overtakenBy}) has updated job ${jobId} too; the server does not show which run belongs to which.`,
    )
  return { isOurs: false, ...newest, jobId, seenAt: clock.now() }
}

/**
 * Whether the run, which has ended since, was ours: the job must show our file beside it, and after a look alone for as
 * long as a list may lag.
 */
export async function confirmRun(looking: Looking, accepted: Accepted, identity: Identity): Promise<boolean> {
  const { clock, limit } = looking
  const { jobId, run, seenAt } = identity
  if (jobId === undefined || run === undefined) return false
  const from = accepted.provedBy === 'look' ? seenAt + listLagMs : seenAt
  const confirmed = await poll(
    () =>
      attempt(looking, async () => {
        const now = await newestRun(looking, accepted, jobId)
        if (now?.overtakenBy || now?.showsNoName || (now?.run && now.run.id !== run.id)) return false
        return now?.showsOurs && clock.now() >= from ? true : undefined
      }),
    { clock, signal: limit.signal, firstMs: 1000, longestMs: 5000 },
  )
  return confirmed ?? false
}

async function attempt<T>({ log }: Looking, act: () => Promise<T>): Promise<T | undefined> {
  try {
    return await act()
  } catch (error) {
    log.debug(messageOf(error))
    return undefined
  }
}

/** The job just created, whose answer held only the run: the one with our file, or else the one with that run. */
async function createdJob(looking: Looking, { upload, target, before, runId }: Accepted): Promise<number | undefined> {
  const jobs = await listed(looking, target)
  const ours = ourJob(jobs, upload)
  if (ours) {
    if (comparable(ours.jobName) !== comparable(target.jobName))
      looking.log.warn(
        `Zephyr shows the job's name as "${ours.jobName ?? ''}", not as "${target.jobName}": the next delivery will not find it by its name. Set ZEPHYR_JOB_ID=${ours.id}, or choose a shorter, plain name.`,
      )
    return ours.id
  }
  const old = new Set(before.jobs.map(({ id }) => id))
  const fresh = jobs.filter(({ id, attachmentName }) => !old.has(id) && !isDelivery(attachmentName)).slice(-5)
  for (const { id } of fresh) {
    const run = await progressOf(looking.server, id, single(looking))
    if (run && run.id === runId) return id
  }
  return undefined
}

/** Two runs since the upload: the later is not ours, and of the earlier nobody knows. */
const isReplaced = (before: RunSeen | undefined, now: RunSeen) =>
  !now.isAnswered && before?.run !== undefined && before.run.id !== now.run?.id

interface RunSeen {
  /** The POST's answer named this run. */
  isAnswered: boolean
  run?: JobProgress
  isOurs: boolean
  showsOurs: boolean
  showsNoName: boolean
  overtakenBy?: string
}

/** The job's newest run since, and whose file stands beside it; `undefined` as long as there is none. */
async function newestRun(looking: Looking, accepted: Accepted, jobId: number): Promise<RunSeen | undefined> {
  const { upload, target, before, runId, provedBy } = accepted
  const isUpdate = target.jobId === jobId
  const run = await progressOf(looking.server, jobId, single(looking))
  // Read after the progress: what it shows was there no earlier than the run.
  const file = await fileOf(looking, target, jobId)
  const showsOurs = isUpload(file, upload)
  // A list may lag, and show the file of before.
  const earlierFile = isUpdate ? before.jobs.find(({ id }) => id === jobId)?.attachmentName : undefined
  const overtakenBy = isDelivery(file) && !showsOurs && file !== earlierFile ? file : undefined
  if (!run || (isUpdate && run.id === before.runId)) return undefined
  if (runId !== undefined && run.id < runId) return undefined
  const isOurs = runId === undefined ? provedBy === 'answer' && showsOurs : run.id === runId
  return {
    run,
    isOurs,
    isAnswered: run.id === runId,
    showsOurs,
    showsNoName: !isDelivery(file),
    overtakenBy: isOurs ? undefined : overtakenBy,
  }
}

/** The file that the job shows, in the list or else in itself. */
async function fileOf(looking: Looking, target: Target, jobId: number): Promise<string | undefined> {
  const listedName = (await listed(looking, target)).find(({ id }) => id === jobId)?.attachmentName
  return listedName ?? (await looking.server.getJob(jobId, single(looking))).fileUplaodJobPath
}
