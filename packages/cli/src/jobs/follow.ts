import { type Waited, waitForRun, type ZephyrClient } from '@zephyr-reporters/core'
import { paced } from '@zephyr-reporters/core/internal'
import type { Context } from '../command.js'
import { plain } from '../output.js'
import { waiting } from '../progress.js'
import { colored } from '../table.js'

/** The run that is waited for, and how long. */
export interface Followed {
  jobId: number
  /** @default the job's latest run, or the first that is not `earlierRun` */
  runId?: number
  earlierRun?: number
  seconds: number
}

/** Milliseconds between two lines of a log that has no terminal. */
const waitingLineMs = 30_000

/** Waits for a run's end: a terminal shows the elapsed time, a log a line every 30 seconds. */
export async function follow(client: ZephyrClient, context: Context, followed: Followed): Promise<Waited> {
  const { jobId, seconds } = followed
  const { log } = context
  const started = Date.now()
  const printWaiting = () =>
    log.info(`Still waiting for job ${jobId}, ${Math.round((Date.now() - started) / 1000)} of ${seconds} seconds.`)
  const ticking = process.stderr.isTTY ? undefined : setInterval(printWaiting, waitingLineMs)
  try {
    return await waiting(context, `Waiting for job ${jobId} …`, () =>
      waitForRun({ client, ...followed, clock: paced(), log }),
    )
  } finally {
    clearInterval(ticking)
  }
}

/** How the wait ended, as one line. */
export function endLine(jobId: number, waited: Waited): string {
  if (waited.ended === 'unknown') return `Job ${jobId}: ${plain(waited.why)}`
  const { id, status } = waited.progress
  return `Run ${id} of job ${jobId} ended: ${colored(colours[waited.ended], plain(status))}`
}

/** The colour of each meaning of a status. */
export const colours = { success: 'green', failure: 'red', running: 'yellow' } as const
