import { meaningOf, paced, waitForRun } from '@zephyr-reporters/core'
import type { Action } from '../program.js'
import { type Context, clientOf, contextOf, print, printJson, required } from './context.js'
import { UsageError } from './failure.js'
import { jobId } from './jobs.js'

export const status: Action = async (invocation) => {
  const context = await contextOf(invocation)
  const id = await wanted(context, invocation.args[0])
  const run = await clientOf(context).getJobProgress(id)
  const meaning = meaningOf(run.status)
  if (context.json) printJson({ jobId: id, ...run, meaning })
  else
    print(
      `Run ${run.id} of job ${id}: ${run.status} (${meaning})${run.cycleId === undefined ? '' : `, cycle ${run.cycleId}`}`,
    )
  return 0
}

export const waitFor: Action = async (invocation) => {
  const context = await contextOf(invocation)
  const id = await wanted(context, invocation.args[0])
  const { log, loaded, json } = context
  const waited = await waitForRun({
    client: clientOf(context),
    jobId: id,
    seconds: loaded.settings.wait || 600,
    clock: paced(),
    log,
  })
  if (json) printJson({ jobId: id, ...waited })
  else if (waited.ended === 'unknown') print(`Job ${id}: ${waited.why}`)
  else print(`Run ${waited.progress.id} of job ${id} ended: ${waited.progress.status}`)
  return waited.ended === 'success' ? 0 : 3
}

export const cancel: Action = async (invocation) => {
  const context = await contextOf(invocation)
  const run = Number(invocation.args[0])
  if (!Number.isSafeInteger(run) || run < 1)
    throw new UsageError(`${invocation.args[0]} is no run's id. \`zephyr-report status JOB\` shows it.`)
  await clientOf(context).cancelRun(run)
  if (context.json) printJson({ cancelled: run })
  else print(`Run ${run} is cancelled.`)
  return 0
}

function wanted(context: Context, which: string | undefined): Promise<number> {
  const { settings } = context.loaded
  if (which !== undefined) return jobId(context, which)
  if (settings.jobId !== undefined) return Promise.resolve(settings.jobId)
  return jobId(context, required(context, 'jobName'))
}
