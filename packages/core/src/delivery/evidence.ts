import { comparable, decodeEntities } from '../zephyr/decode.js'
import type { JobProgress, ListedJob } from '../zephyr/types.js'

// What the server shows after a POST whose effect is unknown, against what it showed before (docs/contract.md, Delivery 3):
// our file in the list proves that it arrived; that it is absent is proved only by a list that shows what it must.

/** The uploaded file's name begins with the runner and this id, so that no other upload has it. */
export interface Baseline {
  /** Every job that the list showed before the POST. */
  jobs: readonly { id: number; attachmentName?: string }[]
  /** The job that was to be updated; `undefined` where one was to be created. */
  jobId?: number
  /** The last run of `jobId`; `undefined` where it had none. */
  runId?: number
  /** The last run that was there while the job showed another delivery's file. */
  othersRun?: { id: number; isUnclear?: boolean }
  /** The name of the job that was to be made. */
  jobName: string
  /** The name under which the file is uploaded. */
  upload: string
}

/** What the server shows now. */
export interface Sight {
  jobs: readonly ListedJob[]
  /** The latest run of each job that was asked for; `undefined` where it never ran. */
  runs: ReadonlyMap<number, JobProgress | undefined>
  /** Epoch milliseconds. */
  at: number
}

/** Why the server's answers prove nothing. */
export type Doubt =
  | { because: 'otherFile'; jobId: number; file: string }
  | { because: 'newJobs'; jobIds: readonly number[] }
  | { because: 'newerRun'; jobId: number; runId: number }
  | { because: 'changedFile'; jobId: number; file: string }
  /** Our file is there now; this run was there when another delivery's was shown, and the list may lag. */
  | { because: 'unclearRun'; jobId: number; runId: number }
  | { because: 'noFileNames' }
  | { because: 'notListed'; jobId: number }
  /** The job has shown our file, and does not any more. */
  | { because: 'gone'; jobId: number }

/** What the server's list and progress prove. */
export type Evidence =
  /** Our file is there, and a run that is newer than before: ours, or another delivery's of the time between. */
  | { found: 'arrived'; jobId: number }
  /** Our file is there; a run newer than before is not. */
  | { found: 'stored'; jobId: number }
  | { found: 'absent' }
  | { found: 'undecided'; doubt: Doubt }

/** The job that shows our file, the newest where several do. */
export const ourJob = (jobs: readonly ListedJob[], upload: string): ListedJob | undefined =>
  jobs.filter(({ attachmentName }) => isUpload(attachmentName, upload)).sort((a, b) => b.id - a.id)[0]

/** @param sight must hold the run of the job that shows our file, or else of the job to be updated. */
export function weigh(before: Baseline, sight: Sight): Evidence {
  const ours = ourJob(sight.jobs, before.upload)
  if (ours) return weighFound(before, sight, ours.id)
  return before.jobId === undefined ? afterCreate(before, sight) : afterUpdate(before, sight, before.jobId)
}

function weighFound(before: Baseline, { runs }: Sight, jobId: number): Evidence {
  const run = runs.get(jobId)
  const earlier = jobId === before.jobId ? before.runId : undefined
  if (run === undefined || run.id === earlier) return { found: 'stored', jobId }
  const { othersRun } = before
  if (othersRun?.isUnclear && run.id === othersRun.id)
    return { found: 'undecided', doubt: { because: 'unclearRun', jobId, runId: run.id } }
  return { found: 'arrived', jobId }
}

function afterCreate(before: Baseline, { jobs }: Sight): Evidence {
  const old = new Set(before.jobs.map(({ id }) => id))
  const fresh = jobs.filter(({ id }) => !old.has(id))
  const unknown = fresh.filter(({ attachmentName }) => !isDelivery(attachmentName))
  if (unknown.length > 0)
    return { found: 'undecided', doubt: { because: 'newJobs', jobIds: unknown.map(({ id }) => id) } }
  // Another delivery has made it, or has updated the one that we made: it would show the last file in both cases.
  const taken = fresh.find(({ jobName }) => mayBeNamed(jobName, before.jobName))
  if (!taken) return { found: 'absent' }
  const { id: jobId, attachmentName: file = '' } = taken
  return { found: 'undecided', doubt: { because: 'otherFile', jobId, file } }
}

/** A list may cut a job's name. */
function mayBeNamed(shown: string | undefined, name: string): boolean {
  const short = comparable(shown)
    .replace(/(…|\.{3})$/, '')
    .trim()
  return short === '' || comparable(name).startsWith(short)
}

function afterUpdate(before: Baseline, { jobs, runs }: Sight, jobId: number): Evidence {
  const undecided = (doubt: Doubt): Evidence => ({ found: 'undecided', doubt })
  const job = jobs.find(({ id }) => id === jobId)
  const file = job?.attachmentName
  const earlier = before.jobs.find(({ id }) => id === jobId)?.attachmentName
  if (!job) return undecided({ because: 'notListed', jobId })
  // A server that shows names of its own may show one that no upload changes.
  if (file === undefined || earlier === undefined || !jobs.some(showsUpload))
    return undecided({ because: 'noFileNames' })
  if (file !== earlier)
    return undecided({ because: isDelivery(file) ? 'otherFile' : 'changedFile', jobId, file: decodeEntities(file) })
  const run = runs.get(jobId)
  if (run !== undefined && run.id !== before.runId) return undecided({ because: 'newerRun', jobId, runId: run.id })
  return { found: 'absent' }
}

/**
 * The name that a delivery uploads: a runner, and an id of milliseconds since 1970 to the base of 36 (from 2024 to 2059
 * it begins with `l` to `z`) and 12 random hexadecimal digits. A date or a hash in a name of another make is none.
 */
const uploadName = /(?:jest|vitest|playwright|mocha|upload)(?:[^0-9a-z]|%2d)[l-z][0-9a-z]{7}[0-9a-f]{12}/i
/** Shorter, something else than an id of ours stands there, which might be part of any name. */
const shortestId = 16

/** A file that some delivery of ours has uploaded, whatever the server put before or behind its name. */
export const isDelivery = (name: string | undefined): boolean => name !== undefined && uploadName.test(comparable(name))

const showsUpload = ({ attachmentName }: ListedJob) => isDelivery(attachmentName)

/** This very upload's file: `17_jest-<id>.xml`, `jest-<id>_1732546.xml` and `jest-<id>.xml.gz` too. */
export function isUpload(name: string | undefined, upload: string): boolean {
  const id = upload.slice(upload.lastIndexOf('-') + 1).replace(/\.xml$/, '')
  if (name === undefined || id.length < shortestId) return false
  return comparable(name).toLowerCase().includes(id.toLowerCase())
}
