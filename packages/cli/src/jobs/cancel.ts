import { type JobProgress, meaningOf, type ZephyrClient, ZephyrError } from '@zephyr-reporters/core'
import { type Action, type Context, clientOf, contextOf } from '../command.js'
import { UsageError } from '../failure.js'
import { print, printJson } from '../output.js'
import { latestRun, requestedJob } from './find-job.js'

/** Stops a run. */
export const cancel: Action = async (invocation) => {
  const context = await contextOf(invocation)
  const client = clientOf(context)
  const [which = ''] = invocation.args
  const run = /^\d+$/.test(which) ? idOf(which) : (await unfinishedRun(client, context, which)).id
  if (context.loaded.settings.dryRun) {
    if (context.json) printJson({ dryRun: true, runId: run })
    else print(`Would cancel run ${run}. Dry run: nothing is sent.`)
    return 0
  }
  try {
    await client.cancelRun(run)
  } catch (error) {
    throw (await mistakenJob(client, run, error)) ?? error
  }
  if (context.json) printJson({ cancelled: run })
  else print(`Zephyr took the cancellation of run ${run}. (A run that had ended stays as it was.)`)
  return 0
}

function idOf(text: string): number {
  const id = Number(text)
  if (!Number.isSafeInteger(id) || id < 1)
    throw new UsageError(`${text} is no run's id. \`npx zephyr-report status JOB\` shows it.`)
  return id
}

/** The latest run of the job with this name; a run that has ended cannot be cancelled. */
async function unfinishedRun(client: ZephyrClient, context: Context, name: string): Promise<JobProgress> {
  const jobId = await requestedJob(context, name)
  const run = await latestRun(client, jobId)
  if (!run) throw new UsageError(`Job "${name}" (${jobId}) has never run: there is nothing to cancel.`)
  if (meaningOf(run.status) !== 'running')
    throw new UsageError(`Run ${run.id} of job ${jobId} has ended (${run.status}): there is nothing to cancel.`)
  return run
}

/** The id that was refused as a run's is a job's: says which run was meant. */
async function mistakenJob(client: ZephyrClient, id: number, error: unknown): Promise<UsageError | undefined> {
  if (!(error instanceof ZephyrError) || error.reached !== 'refused') return undefined
  const run = await latestRun(client, id).catch(() => undefined)
  if (!run) return undefined
  return new UsageError(
    `${id} is the id of a JOB; cancel wants a RUN's. The latest run of job ${id} is ${run.id} (${run.status}): npx zephyr-report cancel ${run.id}`,
  )
}
