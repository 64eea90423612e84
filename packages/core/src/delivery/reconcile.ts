import type { Log } from '../log.js'
import type { ZephyrClient } from '../zephyr/client.js'
import { ZephyrError } from '../zephyr/errors.js'
import type { JobProgress, ListedJob } from '../zephyr/types.js'
import type { Clock } from './clock.js'
import type { Before, Target } from './files.js'
import { jobsOf, progressOf } from './server.js'

/** Seconds over which the server is asked: a gateway's 504 may come before the server's own commit. */
export const settling = 15

export type Found =
  | { state: 'arrived'; jobId: number }
  | { state: 'absent' }
  /** `asked`: the server has answered, and does not tell. */
  | { state: 'unclear'; why: string; asked?: true }

interface Question {
  client: ZephyrClient
  target: Target
  before: Before
  /** The uploaded file's name, unlike any other. */
  upload: string
  clock: Clock
  log: Log
  signal: AbortSignal
}

/**
 * After a POST whose outcome is unknown: whether the upload has arrived. Asks again and again over the settling time,
 * for only an upload that is absent all that time is surely not there.
 */
export async function reconcile(question: Question): Promise<Found> {
  const { clock, log, signal } = question
  log.info('It is not known whether Zephyr took the upload; asking before anything is sent again.')
  const started = clock.now()
  let found: Found | undefined
  for (let pause = 500; ; pause = Math.min(pause * 1.6, 4000)) {
    const settled = clock.now() - started >= settling * 1000
    try {
      found = await look(question)
      if (found.state === 'arrived' || settled) return found
    } catch (error) {
      found = undefined
      if (!(error instanceof ZephyrError)) throw error
      if (error.reached === 'refused' && error.status !== 429) return { state: 'unclear', why: error.message }
      log.debug(error.message)
    }
    if (signal.aborted) {
      const why = found
        ? 'the time for the delivery was over before the server had settled'
        : 'the server did not answer'
      return { state: 'unclear', why }
    }
    await clock.sleep(pause, signal)
  }
}

async function look(question: Question): Promise<Found> {
  const { client, target, upload, signal } = question
  // The progress before the list: a run that is newer there has its file in the list by then.
  const run = target.jobId === undefined ? undefined : await progressOf(client, target.jobId, signal)
  const jobs = await jobsOf(client, target, signal)
  const mine = jobs.find(({ attachmentName }) => isUpload(attachmentName, upload))
  return target.jobId === undefined
    ? afterCreate(question, jobs, mine)
    : afterUpdate(question, target.jobId, run, jobs, mine)
}

function afterCreate({ before }: Question, jobs: readonly ListedJob[], mine: ListedJob | undefined): Found {
  if (mine) return { state: 'arrived', jobId: mine.id }
  const old = new Set(before.jobs.map(({ id }) => id))
  const fresh = jobs.filter(({ id }) => !old.has(id))
  // Ours may have been updated by another delivery before we looked: it shows the last file only.
  const taken = fresh.find(({ attachmentName }) => isDelivery(attachmentName))
  if (taken) {
    const why = `another delivery (${taken.attachmentName}) has made or updated job ${taken.id} meanwhile, and the server shows only the last file`
    return { state: 'unclear', asked: true, why }
  }
  // Where the server tells files' names, a new job of another name is another's.
  const tells = jobs.some(({ attachmentName }) => isDelivery(attachmentName))
  const nameless = fresh.filter(({ attachmentName }) => !(tells && attachmentName))
  const [only, ...others] = nameless
  if (!only) return { state: 'absent' }
  if (others.length === 0) return { state: 'arrived', jobId: only.id }
  return {
    state: 'unclear',
    asked: true,
    why: `the server made ${nameless.length} jobs of this name since, and does not tell whose file each has`,
  }
}

function afterUpdate(
  question: Question,
  jobId: number,
  run: JobProgress | undefined,
  jobs: readonly ListedJob[],
  mine: ListedJob | undefined,
): Found {
  const { before } = question
  if (mine && mine.id !== jobId)
    return { state: 'unclear', asked: true, why: `job ${mine.id} has the file, and not job ${jobId}` }
  const newer = run !== undefined && run.id !== before.runId
  if (mine) return { state: 'arrived', jobId }
  const job = jobs.find(({ id }) => id === jobId)
  const shownBefore = before.jobs.find(({ id }) => id === jobId)?.attachmentName
  if (job && isDelivery(job.attachmentName) && job.attachmentName !== shownBefore) {
    return {
      state: 'unclear',
      asked: true,
      why: `another delivery (${job.attachmentName}) has updated job ${jobId} meanwhile, and the server shows only the last`,
    }
  }
  if (!newer) return { state: 'absent' }
  if (!job) return { state: 'unclear', asked: true, why: `job ${jobId} has a newer run, but is not in the list` }
  // Somebody ran the job again with the file it had.
  if (isDelivery(job.attachmentName)) return { state: 'absent' }
  // A server that does not tell files' names: a newer run is what changed since.
  return { state: 'arrived', jobId }
}

/** A file named by a delivery of ours: the server tells names. */
export const isDelivery = (name: string | undefined) =>
  name !== undefined && /-[0-9a-z]{8}[0-9a-f]{12}\.xml$/i.test(name)

/** The file of this upload, also where the server put something before or behind its name. */
export const isUpload = (name: string | undefined, upload: string) =>
  name?.includes(upload.replace(/\.xml$/, '')) ?? false
