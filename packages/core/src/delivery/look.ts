import type { Log } from '../log.js'
import { comparable } from '../zephyr/decode.js'
import type { JobProgress, ListedJob } from '../zephyr/types.js'
import type { Clock, Limit } from './clock.js'
import { type Baseline, type Evidence, isDelivery, isUpload, ourJob, weigh } from './evidence.js'
import { poll } from './poll.js'
import { asListed } from './prepare.js'
import type { Before, Pending, Target } from './record-types.js'
import { type DeliveryServer, progressOf } from './server.js'

// Asks the server about an upload: whether it is there, and which run is its own.

export interface Looking {
  server: DeliveryServer
  clock: Clock
  log: Log
  limit: Limit
}

/** One look after a POST whose effect is unknown. */
export async function lookAfterPost(looking: Looking, { upload, target, before }: Pending): Promise<Evidence> {
  if (!target || !before) throw new TypeError('Nothing was sent that could be asked about.')
  const baseline: Baseline = { jobs: before.jobs, jobId: target.jobId, runId: before.runId, upload }
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
    if (!isUpload(now?.attachmentName, upload))
      return { found: 'undecided', doubt: { because: 'otherFile', jobId: ours.id, file: now?.attachmentName ?? '' } }
  }
  return weigh(baseline, { jobs, runs })
}

const single = ({ limit }: Looking) => ({ signal: limit.signal, retries: 0 })

async function listed(looking: Looking, { projectId, releaseId, jobId }: Target): Promise<ListedJob[]> {
  if (projectId && releaseId) return looking.server.listJobs({ projectId, releaseId }, single(looking))
  return jobId === undefined ? [] : [asListed(await looking.server.getJob(jobId, single(looking)))]
}

export interface Identity {
  jobId?: number
  /** Missing where it is not provably ours. */
  run?: JobProgress
  /** Another delivery's file, which has taken the place of ours in the job. */
  overtakenBy?: string
}

interface Accepted {
  upload: string
  target: Target
  before: Before
  jobId?: number
  runId?: number
}

const identifying = { firstMs: 300, looks: 5 }

/** The job and the run of an upload that Zephyr has taken, as far as the server shows whose they are. */
export async function identify(looking: Looking, accepted: Accepted): Promise<Identity> {
  const { clock, limit } = looking
  const polling = { clock, signal: limit.signal, ...identifying }
  const jobId = accepted.jobId ?? (await poll(() => attempt(looking, () => createdJob(looking, accepted)), polling))
  if (jobId === undefined) {
    looking.log.warn('Zephyr took the upload, but its list does not show the job.')
    return {}
  }
  const found = await poll(() => attempt(looking, () => ourRun(looking, accepted, jobId)), polling)
  if (found?.overtakenBy)
    looking.log.warn(
      `Another delivery (${found.overtakenBy}) has updated job ${jobId} too; the server does not show which run belongs to which.`,
    )
  return { jobId, ...found }
}

async function attempt<T>({ log }: Looking, act: () => Promise<T>): Promise<T | undefined> {
  try {
    return await act()
  } catch (error) {
    log.debug(error instanceof Error ? error.message : String(error))
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

/** The run of ours in this job; `undefined` as long as it does not show. */
async function ourRun(
  looking: Looking,
  accepted: Accepted,
  jobId: number,
): Promise<Pick<Identity, 'run' | 'overtakenBy'> | undefined> {
  const { upload, target, before, runId } = accepted
  const earlier = target.jobId === jobId ? before.runId : undefined
  const run = await progressOf(looking.server, jobId, single(looking))
  if (run && run.id === runId) return { run }
  const file = await fileOf(looking, target, jobId)
  if (isDelivery(file) && !isUpload(file, upload)) return { overtakenBy: file }
  if (!run || run.id === earlier || runId !== undefined) return undefined
  // Read after the progress: at that time no later upload had taken the job over.
  return isUpload(file, upload) ? { run } : {}
}

/** The file that the job shows, in the list or else in itself. */
async function fileOf(looking: Looking, target: Target, jobId: number): Promise<string | undefined> {
  const shown = (await listed(looking, target)).find(({ id }) => id === jobId)?.attachmentName
  return shown ?? (await looking.server.getJob(jobId, single(looking))).fileUplaodJobPath
}
