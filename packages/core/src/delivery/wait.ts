import type { Log } from '../log.js'
import type { ZephyrClient } from '../zephyr/client.js'
import { ZephyrError } from '../zephyr/errors.js'
import type { JobProgress } from '../zephyr/types.js'
import type { Clock } from './clock.js'
import { meaningOf, neverRan } from './status.js'

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

export type Waited =
  | { ended: 'success' | 'failure'; progress: JobProgress }
  /** Not in time; or another run has taken its place, so that nobody tells how ours ended. */
  | { ended: 'unknown'; why: string; progress?: JobProgress }

/** Polls a job's progress until its run has ended: one line per change of status, growing pauses. */
export async function waitForRun({
  client,
  jobId,
  runId,
  earlierRun,
  seconds,
  clock,
  log,
}: WaitRequest): Promise<Waited> {
  const limit = clock.limit(seconds)
  const waited = () => `${Math.round(seconds - limit.left() / 1000)} of ${seconds} seconds`
  const state = ({ id, status }: JobProgress) => `Run ${id} of job ${jobId}: ${status}`
  let progress: JobProgress | undefined
  let last: string | undefined
  try {
    for (let pause = 500; !limit.signal.aborted; pause = Math.min(pause * 1.5, 10_000)) {
      const seen = await read(client, jobId, limit.signal)
      if (seen) {
        if (runId !== undefined && seen.id !== runId && seen.id > runId) {
          const was = last ? `was last seen ${last}` : 'was never seen'
          return { ended: 'unknown', why: `run ${runId} ${was} and run ${seen.id} has taken its place`, progress }
        }
        if (runId === undefined ? seen.id !== earlierRun : seen.id === runId) {
          progress = seen
          last = seen.status
          log.progress(state(seen), waited())
          const meaning = meaningOf(seen.status)
          if (meaning !== 'running') return { ended: meaning, progress }
        }
      }
      await clock.sleep(pause, limit.signal)
    }
  } finally {
    if (progress) log.progress(state(progress))
    limit.cancel()
  }
  return { ended: 'unknown', why: `it had not ended after ${seconds} seconds (${last ?? 'no status seen'})`, progress }
}

async function read(
  client: WaitRequest['client'],
  jobId: number,
  signal: AbortSignal,
): Promise<JobProgress | undefined> {
  try {
    return await client.getJobProgress(jobId, { signal })
  } catch (error) {
    if (!(error instanceof ZephyrError) || signal.aborted) return undefined
    // A run just scheduled may not show yet; a passing fault of the network is no end either.
    if (neverRan(error.status) || error.reached !== 'refused' || error.status === 429) return undefined
    throw error
  }
}
