import type { Loaded } from '../config/load.js'
import { messageOf } from '../display.js'
import type { Log } from '../log.js'
import type { Shard } from '../results/model.js'
import { comparable } from '../zephyr/decode.js'
import type { JobDetail, JobProgress, JobUpdate, ListedJob, StoredJob } from '../zephyr/types.js'
import type { Clock, Limit } from './clock.js'
import { dependsOnRelease, releaseWarning, toDay, type Window, windowOfJob } from './cycle-dates.js'
import { ourJob } from './evidence.js'
import { completeDetail, newDetail, updatedDetail } from './plan.js'
import { poll } from './poll.js'
import type { Before, Pending, Target } from './record-types.js'
import { type DeliveryServer, jobsNamed, progressOf, readWithRetries } from './server.js'
import { meaningOf } from './status.js'

// What is sent, and to which job; and what stands on the server before anything is sent.

export interface Preparation {
  server: DeliveryServer
  loaded: Loaded
  pending: Pending
  shard?: Shard
  clock: Clock
  log: Log
  limit: Limit
}

interface Found {
  target: Target
  before: Before
}

export type Prepared = Found & {
  request:
    | { do: 'update'; detail: JobUpdate }
    | { do: 'create'; detail: JobDetail }
    /** The server has this very upload already. */
    | { do: 'nothing' }
}

/** Seconds that a job's last run is given to end before the job is updated: an update could take its file away. */
const idleRunWaitSeconds = 30
/** Seconds for what a delivery can do without: the release's dates. */
const optionalReadSeconds = 15
/** A name shown in part begins with the name itself; shorter, it could be any other's. */
const shortestCutName = 30

export async function prepare(preparation: Preparation): Promise<Prepared> {
  const { loaded, shard, pending, log } = preparation
  const { job, listed } = await lookUp(preparation)
  const wanted = newDetail(loaded, { shard })
  const target: Target = {
    jobId: job?.id,
    projectId: wanted.projectId ?? job?.projectId ?? 0,
    releaseId: wanted.releaseId ?? job?.releaseId ?? 0,
    jobName: wanted.jobName ?? job?.jobName ?? '',
  }
  const before: Before = { jobs: listed.map((known) => baselineOf(known, job)) }
  if (ourJob(listed, pending.upload)) return { target, before, request: { do: 'nothing' } }
  const release = await releaseOf(preparation, target, job)
  if (!job) return { target, before, request: { do: 'create', detail: completeDetail(loaded, { shard, release }) } }
  warnOfOtherPackages(job, loaded, log)
  const detail = updatedDetail(loaded, job, { shard, release })
  // Last, so that as little time as can be lies between this look at its run and the POST.
  const run = await idleRun(preparation, job.id)
  return { target, before: { ...before, runId: run?.id }, request: { do: 'update', detail } }
}

/** Stores the file name of the job to update only; for other jobs their existence before the POST is enough. */
const baselineOf = ({ id, attachmentName }: ListedJob, job: StoredJob | undefined) =>
  id === job?.id ? { id, attachmentName } : { id }

/** The job to be updated, where there is one, and the whole list, which shows later whose file each job has. */
async function lookUp(preparation: Preparation): Promise<{ job?: StoredJob; listed: ListedJob[] }> {
  const { server, loaded, shard } = preparation
  const { jobId } = loaded.settings
  const list = (place: { projectId?: number; releaseId?: number }) => jobsOf(preparation, place)
  if (jobId !== undefined) {
    const job = await withRetries(preparation, (call) => server.getJob(jobId, call))
    const { projectId = job.projectId, releaseId = job.releaseId } = loaded.settings
    return { job, listed: (await list({ projectId, releaseId })) ?? [asListed(job)] }
  }
  const { jobName = '', projectId, releaseId } = newDetail(loaded, { shard })
  const listed = (await list({ projectId, releaseId })) ?? []
  const newest = jobsNamed(listed, jobName).at(-1)
  const job = newest
    ? await withRetries(preparation, (call) => server.getJob(newest.id, call))
    : await cutNamed(preparation, listed, jobName)
  return { job, listed }
}

/** Where a job's project is not known there is no list; the job itself shows its file too. */
export const asListed = (job: StoredJob): ListedJob => ({
  id: job.id,
  jobName: job.jobName,
  attachmentName: job.fileUplaodJobPath,
})

async function jobsOf(
  preparation: Preparation,
  { projectId, releaseId }: { projectId?: number; releaseId?: number },
): Promise<ListedJob[] | undefined> {
  if (!projectId || !releaseId) return undefined
  return withRetries(preparation, (call) => preparation.server.listJobs({ projectId, releaseId }, call))
}

/** The newest job whose name the list cuts; the job itself must show it whole. */
async function cutNamed(
  preparation: Preparation,
  listed: readonly ListedJob[],
  name: string,
): Promise<StoredJob | undefined> {
  const wanted = comparable(name)
  const isCut = (shown: string) =>
    shown.length >= shortestCutName && shown.length < wanted.length && wanted.startsWith(shown)
  const candidates = listed
    .filter(({ jobName }) =>
      isCut(
        comparable(jobName)
          .replace(/(…|\.{3})$/, '')
          .trim(),
      ),
    )
    .sort((a, b) => b.id - a.id)
    .slice(0, 10)
  for (const { id } of candidates) {
    const job = await withRetries(preparation, (call) => preparation.server.getJob(id, call))
    if (comparable(job.jobName) === wanted) return job
  }
  return undefined
}

const withRetries = <T>(
  { clock, limit, loaded }: Preparation,
  act: Parameters<typeof readWithRetries<T>>[0],
): Promise<T> => readWithRetries(act, { clock, limit, ...loaded.settings })

/** The release's own dates, where the cycle's depend on them and the server shows them; without them it goes too. */
async function releaseOf(preparation: Preparation, target: Target, job?: StoredJob): Promise<Window | undefined> {
  const { server, loaded, clock, limit, log } = preparation
  const { projectId, releaseId } = target
  const today = toDay(new Date())
  const request = { settings: loaded.settings, today, job: job && windowOfJob(job) }
  if (!dependsOnRelease(request) || !projectId || !releaseId) return undefined
  const time = clock.limit(optionalReadSeconds)
  try {
    const release = await server.releaseWindow(projectId, releaseId, AbortSignal.any([limit.signal, time.signal]))
    const warning = releaseWarning(release, today)
    if (warning) log.warn(warning)
    return release
  } catch (error) {
    log.debug(`The release's dates are not known: ${messageOf(error)}`)
    return undefined
  } finally {
    time.cancel()
  }
}

function warnOfOtherPackages(job: StoredJob, { settings }: Loaded, log: Log) {
  if (job.createPackage === undefined || job.createPackage === settings.createPackage) return
  log.warn(
    `Job ${job.id} has createPackage ${job.createPackage}, this delivery ${settings.createPackage}: test cases land in other folders than before.`,
  )
}

/** @returns the job's last run, once it has ended or its time is over; `undefined` where the job never ran. */
async function idleRun(preparation: Preparation, jobId: number): Promise<JobProgress | undefined> {
  const { server, loaded, clock, log, limit } = preparation
  const seconds = Math.min(idleRunWaitSeconds, loaded.settings.deliveryTimeout / 4)
  const time = clock.limit(seconds)
  let last: JobProgress | undefined
  let announced = false
  const look = async (): Promise<{ run?: JobProgress } | undefined> => {
    last = await withRetries(preparation, (call) => progressOf(server, jobId, call))
    if (!last || meaningOf(last.status) !== 'running') return { run: last }
    if (!announced)
      log.info(`Run ${last.id} of job ${jobId} is still ${last.status}; waiting up to ${seconds} seconds for its end.`)
    announced = true
    return undefined
  }
  const signal = AbortSignal.any([limit.signal, time.signal])
  try {
    const idle = await poll(look, { clock, signal, firstMs: 1000, factor: 1 })
    if (idle) return idle.run
    log.warn(
      `Run ${last?.id} of job ${jobId} has not ended after ${seconds} seconds (${last?.status}); the job is updated anyway.`,
    )
    return last
  } finally {
    time.cancel()
  }
}
