import type { Loaded } from '../config/load.js'
import type { Log } from '../log.js'
import type { Shard } from '../results/model.js'
import { messageOf } from '../shown.js'
import type { ZephyrClient } from '../zephyr/client.js'
import { ZephyrError } from '../zephyr/errors.js'
import { retryDelay } from '../zephyr/retry.js'
import type { JobUpdate, ListedJob, StoredJob } from '../zephyr/types.js'
import type { Clock, Limit } from './clock.js'
import type { Before, Pending, Target } from './files.js'
import { completeDetail, newDetail, updatedDetail } from './plan.js'
import { isDelivery, isUpload, reconcile, settling } from './reconcile.js'
import { jobsNamed, jobsOf, progressOf } from './server.js'
import { meaningOf } from './status.js'

export interface Sending {
  client: ZephyrClient
  loaded: Loaded
  pending: Pending
  file: string
  shard?: Shard
  clock: Clock
  log: Log
  keep: (pending: Pending) => boolean
  /** The delivery's time. */
  limit: Limit
}

export type Sent =
  | { state: 'taken'; pending: Pending; jobId?: number; runId?: number; status?: string; overtakenBy?: string }
  /** `maybe`: nobody knows whether it arrived; `unclear`: the server answered, and cannot tell either. */
  | { state: 'failed'; pending: Pending; maybe: boolean; unclear?: boolean; message: string; error?: unknown }

/** Seconds that a job's last run is given to end before the job is updated; at most a quarter of the delivery's time. */
const patience = 30

/**
 * Brings the file to the server, once: looks up, writes down what stands there, posts, and where a POST's outcome is
 * unknown asks before it posts again. The only place that repeats a POST.
 */
export async function send(sending: Sending): Promise<Sent> {
  const { loaded, clock, log, keep, limit } = sending
  const { signal } = limit
  let pending = sending.pending
  // An earlier process may have posted and died.
  if (pending.state === 'sending' && pending.target && pending.before) {
    const found = await ask(sending, pending, pending.target, pending.before)
    if (found.state !== 'absent') return settled(sending, found, pending, pending.before)
  }
  for (let attempt = 0; ; attempt++) {
    const prepared = await prepare(sending)
    // An earlier POST that the server took its time for.
    if (prepared.arrived !== undefined) return identified(sending, pending, prepared.target, prepared.arrived)
    pending = { ...pending, state: 'sending', target: prepared.target, before: prepared.before, problem: undefined }
    keep(pending)
    try {
      return await post(sending, pending, prepared)
    } catch (error) {
      if (!(error instanceof ZephyrError)) throw error
      const { reached, status, retryAfter } = error
      const pause = retryDelay(attempt, retryAfter)
      const last = attempt >= loaded.settings.retries || pause >= limit.left()
      if (reached !== 'unknown') {
        pending = { ...pending, state: 'prepared' }
        if (status !== 429 || last) return { state: 'failed', pending, maybe: false, message: error.message, error }
        log.warn(`${error.message} Trying again in ${Math.ceil(pause / 1000)} seconds.`)
        await clock.sleep(pause, signal)
        continue
      }
      log.warn(error.message)
      // Not so long that no time is left to ask.
      const affordable = !last && pause + settling * 1000 < limit.left()
      if (status === 503 && retryAfter !== undefined && affordable) await clock.sleep(pause, signal)
      const found = await ask(sending, pending, prepared.target, prepared.before)
      if (found.state !== 'absent') return settled(sending, found, pending, prepared.before, error)
      pending = { ...pending, state: 'prepared' }
      if (last || signal.aborted) return { state: 'failed', pending, maybe: false, message: error.message, error }
      log.info('The upload is not there; sending it again.')
    }
  }
}

interface Prepared {
  target: Target
  before: Before
  /** Of the job to be updated; none: one is created. */
  job?: StoredJob
  /** The job that has this very upload already. */
  arrived?: number
}

/** Which job, and what stands on the server before anything is sent. */
async function prepare({ client, loaded, pending, shard, clock, log, limit: { signal } }: Sending): Promise<Prepared> {
  const { settings } = loaded
  let job: StoredJob | undefined
  let listed: ListedJob[] = []
  if (settings.jobId !== undefined) {
    job = await client.getJob(settings.jobId, { signal })
    const place = {
      projectId: settings.projectId ?? job.projectId ?? 0,
      releaseId: settings.releaseId ?? job.releaseId ?? 0,
      jobName: job.jobName ?? '',
    }
    // Where its project is known its list tells later whose file it has.
    if (place.projectId && place.releaseId) listed = await jobsNamed(client, place, signal)
  } else {
    const { jobName = '', projectId = 0, releaseId = 0 } = newDetail(loaded, shard)
    listed = await jobsNamed(client, { jobName, projectId, releaseId }, signal)
    const newest = listed.at(-1)
    if (newest) job = await client.getJob(newest.id, { signal })
  }
  const before: Before = { jobs: listed.map(({ id, attachmentName }) => ({ id, attachmentName })) }
  const detail = newDetail(loaded, shard)
  const target = {
    jobId: job?.id,
    projectId: detail.projectId ?? job?.projectId ?? 0,
    releaseId: detail.releaseId ?? job?.releaseId ?? 0,
    jobName: detail.jobName ?? job?.jobName ?? '',
  }
  const arrived = listed.find(({ attachmentName }) => isUpload(attachmentName, pending.upload))?.id
  if (!job || arrived !== undefined) return { target, before, job, arrived }
  if (job.createPackage !== undefined && job.createPackage !== settings.createPackage) {
    log.warn(
      `Job ${job.id} has createPackage ${job.createPackage}, this delivery ${settings.createPackage}: test cases land in other folders than before.`,
    )
  }
  return {
    target,
    before: {
      ...before,
      runId: await idle(client, job.id, Math.min(patience, settings.deliveryTimeout / 4), clock, log, signal),
    },
    job,
  }
}

/** The last run's id, once that run has ended or its time is over: an update while it runs could take its file away. */
async function idle(
  client: ZephyrClient,
  jobId: number,
  seconds: number,
  clock: Clock,
  log: Log,
  signal: AbortSignal,
): Promise<number | undefined> {
  const started = clock.now()
  for (let told = false; ; ) {
    const run = await progressOf(client, jobId, signal)
    if (!run || meaningOf(run.status) !== 'running') return run?.id
    if (clock.now() - started >= seconds * 1000) {
      log.warn(
        `Run ${run.id} of job ${jobId} has not ended after ${seconds} seconds (${run.status}); the job is updated all the same.`,
      )
      return run.id
    }
    if (!told)
      log.info(`Run ${run.id} of job ${jobId} is still ${run.status}; giving it up to ${seconds} seconds to end.`)
    told = true
    await clock.sleep(1000, signal)
  }
}

async function post(sending: Sending, pending: Pending, { target, before, job }: Prepared): Promise<Sent> {
  const { client, loaded, shard, file, clock, log, limit } = sending
  const { signal } = limit
  const upload = { path: file, name: pending.upload }
  if (!job) {
    const detail = completeDetail(loaded, shard)
    const run = await client.createAndExecuteJob(detail, upload, { signal })
    const jobId = await createdJob(client, target, before, pending.upload, clock, log, signal)
    return { state: 'taken', pending, jobId, runId: run.id, status: run.status }
  }
  const detail: JobUpdate = updatedDetail(loaded, job, shard)
  await client.updateAndExecuteJob(detail, upload, { signal })
  return identified(sending, pending, target, job.id, before.runId)
}

/**
 * Our run of a job that surely has taken our file: its newest one, if the list, asked after it, still shows our file
 * there. Another delivery's in its place may have made that run.
 */
async function identified(
  { client, clock, log, limit: { signal } }: Sending,
  pending: Pending,
  target: Target,
  jobId: number,
  earlierRun?: number,
): Promise<Sent> {
  const run = await newRun(client, jobId, earlierRun, clock, signal)
  const jobs = await jobsOf(client, target, signal).catch(() => undefined)
  // Nobody tells whose run it is.
  if (!jobs) return { state: 'taken', pending, jobId }
  const overtakenBy = otherUpload(jobs, jobId, pending.upload)
  if (!overtakenBy) return { state: 'taken', pending, jobId, runId: run?.id, status: run?.status }
  log.warn(
    `Another delivery (${overtakenBy}) has updated job ${jobId} too; which run is whose the server does not tell.`,
  )
  return { state: 'taken', pending, jobId, overtakenBy }
}

/** The id of the job just created: the answer held only the run's, the list shows the file. */
async function createdJob(
  client: ZephyrClient,
  target: Target,
  before: Before,
  upload: string,
  clock: Clock,
  log: Log,
  signal: AbortSignal,
): Promise<number | undefined> {
  const old = new Set(before.jobs.map(({ id }) => id))
  for (let pause = 300, asked = 0; asked < 5; asked++, pause *= 2) {
    const jobs = await jobsNamed(client, target, signal).catch((error: unknown) => {
      log.debug(messageOf(error))
      return []
    })
    const mine = jobs.find(({ attachmentName }) => isUpload(attachmentName, upload))
    const fresh = jobs.filter(({ id }) => !old.has(id))
    if (mine) return mine.id
    if (fresh.length === 1 && asked > 0 && !isDelivery(fresh[0]?.attachmentName)) return fresh[0]?.id
    await clock.sleep(pause, signal)
  }
  log.warn('Zephyr took the upload, but its list does not show the job.')
  return undefined
}

/** After an update the job's newest run is ours: the one in the progress that was not there before. */
async function newRun(
  client: ZephyrClient,
  jobId: number,
  before: number | undefined,
  clock: Clock,
  signal: AbortSignal,
) {
  for (let pause = 300, asked = 0; asked < 5; asked++, pause *= 2) {
    const run = await progressOf(client, jobId, signal).catch(() => undefined)
    if (run && run.id !== before) return run
    await clock.sleep(pause, signal)
  }
  return undefined
}

/** Another delivery's file, where the list shows it in our job's place: the newest run may be that one's. */
function otherUpload(jobs: readonly ListedJob[], jobId: number, upload: string): string | undefined {
  const name = jobs.find(({ id }) => id === jobId)?.attachmentName
  return isDelivery(name) && !isUpload(name, upload) ? name : undefined
}

const ask = ({ client, clock, log, limit }: Sending, { upload }: Pending, target: Target, before: Before) =>
  reconcile({ client, target, before, upload, clock, log, signal: limit.signal })

type Settled = Exclude<Awaited<ReturnType<typeof reconcile>>, { state: 'absent' }>

async function settled(
  sending: Sending,
  found: Settled,
  pending: Pending,
  { runId: earlierRun }: Before,
  error?: ZephyrError,
): Promise<Sent> {
  const { target } = pending
  if (found.state === 'arrived') {
    if (!target) return { state: 'taken', pending, jobId: found.jobId }
    return identified(sending, pending, target, found.jobId, earlierRun)
  }
  const message = [error?.message, `The server cannot tell: ${found.why}.`].filter(Boolean).join(' ')
  return { state: 'failed', pending, maybe: true, unclear: found.asked, message, error }
}
