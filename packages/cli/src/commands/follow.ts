import { paced, type Waited, waitForRun, type ZephyrClient } from '@zephyr-reporters/core'
import type { Context } from './context.js'
import { waiting } from './progress.js'
import { colored, plain } from './table.js'

export interface Followed {
  jobId: number
  /** Without it whichever is the latest, or the first that is not `earlierRun`. */
  runId?: number
  earlierRun?: number
  seconds: number
}

/** Waits for a run's end: at a terminal its time is shown; elsewhere there is a line now and then. */
export async function follow(client: ZephyrClient, context: Context, followed: Followed): Promise<Waited> {
  const { jobId, seconds } = followed
  const { log } = context
  const started = Date.now()
  const tell = () =>
    log.info(`Still waiting for job ${jobId}, ${Math.round((Date.now() - started) / 1000)} of ${seconds} seconds.`)
  const ticking = process.stderr.isTTY ? undefined : setInterval(tell, 30_000)
  try {
    return await waiting(context, `Waiting for job ${jobId} …`, () =>
      waitForRun({ client, ...followed, clock: paced(), log }),
    )
  } finally {
    clearInterval(ticking)
  }
}

export function endLine(jobId: number, waited: Waited): string {
  if (waited.ended === 'unknown') return `Job ${jobId}: ${plain(waited.why)}`
  const { id, status } = waited.progress
  return `Run ${id} of job ${jobId} ended: ${colored(colours[waited.ended], plain(status))}`
}

export const colours = { success: 'green', failure: 'red', running: 'yellow' } as const
