import type { Log } from '../log.js'
import type { ZephyrClient } from '../zephyr/client.js'
import { ZephyrError } from '../zephyr/errors.js'
import type { JobProgress } from '../zephyr/types.js'
import type { Clock } from './clock.js'
import { poll } from './poll.js'
import { meaningOf, neverRan } from './status.js'

/** Which run is waited for, and how long. */
export interface WaitRequest {
  client: Pick<ZephyrClient, 'getJobProgress'>
  jobId: number
  /** The run waited for; without it whichever is the latest. */
  runId?: number
  /** A run that stood there before: where `runId` is not known, this one is not it. */
  earlierRun?: number
  seconds: number
  clock: Clock
  log: Log
}

/** How waiting for a run ended. */
export type Waited =
  | { ended: 'success' | 'failure'; progress: JobProgress }
  /** Not in time; or another run has taken its place, so that nobody knows how ours ended. */
  | { ended: 'unknown'; why: string; progress?: JobProgress }

/** Polls a job's progress until its run has ended: one line per change of status, growing pauses. */
export async function waitForRun(request: WaitRequest): Promise<Waited> {
  const { client, jobId, seconds, clock, log } = request
  const limit = clock.limit(seconds)
  let last: JobProgress | undefined
  const look = async () => {
    const seen = await progressSoFar(client, jobId, limit.signal)
    if (!seen) return undefined
    if (isReplaced(seen, request)) return replaced(seen, last, request)
    if (!isMeant(seen, request)) return undefined
    last = seen
    log.progress(lineOf(jobId, seen), `${Math.round(seconds - limit.left() / 1000)} of ${seconds} seconds`)
    const ended = meaningOf(seen.status)
    return ended === 'running' ? undefined : { ended, progress: seen }
  }
  try {
    const pace = { clock, signal: limit.signal, firstMs: 500, factor: 1.5, longestMs: 10_000 }
    const waited = await poll<Waited>(look, pace)
    const why = `it had not ended after ${seconds} seconds (${last?.status ?? 'no status seen'})`
    return waited ?? { ended: 'unknown', why, progress: last }
  } finally {
    if (last) log.progress(lineOf(jobId, last))
    limit.cancel()
  }
}

const lineOf = (jobId: number, { id, status }: JobProgress) => `Run ${id} of job ${jobId}: ${status}`

const isReplaced = ({ id }: JobProgress, { runId }: WaitRequest) => runId !== undefined && id > runId

const isMeant = ({ id }: JobProgress, { runId, earlierRun }: WaitRequest) =>
  runId === undefined ? id !== earlierRun : id === runId

function replaced({ id }: JobProgress, last: JobProgress | undefined, { runId }: WaitRequest): Waited {
  const was = last ? `was last seen ${last.status}` : 'was never seen'
  return { ended: 'unknown', why: `run ${runId} ${was} and run ${id} has taken its place`, progress: last }
}

async function progressSoFar(
  client: WaitRequest['client'],
  jobId: number,
  signal: AbortSignal,
): Promise<JobProgress | undefined> {
  try {
    return await client.getJobProgress(jobId, { signal, retries: 0 })
  } catch (error) {
    if (!(error instanceof ZephyrError) || signal.aborted) return undefined
    // A run just scheduled may not show yet; a passing fault of the network is no end either.
    if (neverRan(error.status) || error.reached !== 'refused' || error.status === 429) return undefined
    throw error
  }
}
