import { meaningOf, type Waited, type ZephyrClient } from '@zephyr-reporters/core'
import { defaultWaitSeconds } from '@zephyr-reporters/core/internal'
import { type Action, type Context, clientOf, contextOf } from '../command.js'
import { plain, print, printJson } from '../output.js'
import { colored } from '../table.js'
import { jobExists, latestRun, requestedJob, whyNoRun } from './find-job.js'
import { colours, endLine, follow } from './follow.js'

/** Shows how a job's latest run stands. */
export const status: Action = async (invocation) => {
  const context = await contextOf(invocation)
  const client = clientOf(context)
  const id = await requestedJob(context, invocation.args[0])
  const run = await latestRun(client, id)
  if (!run) throw new Error(await whyNoRun(client, id))
  const meaning = meaningOf(run.status)
  if (context.json) printJson({ jobId: id, ...run, meaning })
  else
    print(
      `Run ${run.id} of job ${id}: ${colored(colours[meaning], `${plain(run.status)} (${meaning})`)}${run.cycleId === undefined ? '' : `, cycle ${run.cycleId}`}`,
    )
  return 0
}

/** A run that was just started shows within this time; without one there is nothing to wait for. */
const firstRunSeconds = 10

/** Waits for the end of a job's latest run: exit 3 where it ends without success or not in time. */
export const waitForJob: Action = async (invocation) => {
  const context = await contextOf(invocation)
  const client = clientOf(context)
  const jobId = await requestedJob(context, invocation.args[0])
  const seconds = context.loaded.settings.wait || defaultWaitSeconds
  const hasRun = (await latestRun(client, jobId)) !== undefined
  const waited = await (hasRun ? follow(client, context, { jobId, seconds }) : firstRun(client, context, jobId))
  if (context.json) printJson({ jobId, ...waited })
  else print(endLine(jobId, waited))
  return waited.ended === 'success' ? 0 : 3
}

/** Waits for the first run of a job to show, and then for its end. */
async function firstRun(client: ZephyrClient, context: Context, jobId: number): Promise<Waited> {
  const limit = context.loaded.settings.wait || defaultWaitSeconds
  const first = Math.min(firstRunSeconds, limit)
  if (!(await jobExists(client, jobId))) throw new Error(await whyNoRun(client, jobId))
  context.log.info(`Job ${jobId} has not run yet; waiting ${first} seconds for a run to show.`)
  const waited = await follow(client, context, { jobId, seconds: first })
  if (waited.ended !== 'unknown') return waited
  if (!waited.progress) return { ...waited, why: await whyNoRun(client, jobId) }
  return limit > first ? await follow(client, context, { jobId, seconds: limit - first }) : waited
}
