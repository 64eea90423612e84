import { jobsNamed, meaningOf, type ZephyrClient, ZephyrError } from '@zephyr-reporters/core'
import { type Action, type Context, clientOf, contextOf, required } from '../command.js'
import { UsageError } from '../failure.js'
import { plain, print, printJson } from '../output.js'
import { colored } from '../table.js'
import { idsOf, jobExists, jobsOf, latestRun } from './find-job.js'
import { colours, endLine, follow } from './follow.js'

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

/** A run just started must show within this time. */
const firstRunSeconds = 10

export const waitForJob: Action = async (invocation) => {
  const context = await contextOf(invocation)
  const client = clientOf(context)
  const id = await requestedJob(context, invocation.args[0])
  const { log, loaded, json } = context
  const limit = loaded.settings.wait || 600
  const begun = await latestRun(client, id)
  if (!begun) {
    if (!(await jobExists(client, id))) throw new Error(await whyNoRun(client, id))
    log.info(`Job ${id} has not run yet; waiting ${Math.min(firstRunSeconds, limit)} seconds for a run to show.`)
  }
  const wait = (seconds: number) => follow(client, context, { jobId: id, seconds })
  const waited = await (begun ? wait(limit) : showing())
  if (json) printJson({ jobId: id, ...waited })
  else print(endLine(id, waited))
  return waited.ended === 'success' ? 0 : 3

  async function showing() {
    const shown = await wait(Math.min(firstRunSeconds, limit))
    if (shown.ended !== 'unknown') return shown
    if (shown.progress && limit > firstRunSeconds) return await wait(limit - firstRunSeconds)
    return shown.progress ? shown : { ...shown, why: await whyNoRun(client, id) }
  }
}

export const cancel: Action = async (invocation) => {
  const context = await contextOf(invocation)
  const client = clientOf(context)
  const [which = ''] = invocation.args
  const byName = !/^\d+$/.test(which)
  const jobId = byName ? await requestedJob(context, which) : undefined
  const latest = jobId === undefined ? undefined : await latestRun(client, jobId)
  if (jobId !== undefined) {
    if (!latest) throw new UsageError(`Job "${which}" (${jobId}) has never run: there is nothing to cancel.`)
    if (meaningOf(latest.status) !== 'running')
      throw new UsageError(`Run ${latest.id} of job ${jobId} has ended (${latest.status}): there is nothing to cancel.`)
  }
  const run = latest?.id ?? Number(which)
  if (!Number.isSafeInteger(run) || run < 1)
    throw new UsageError(`${which} is no run's id. \`npx zephyr-report status JOB\` shows it.`)
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

/** The id that was refused as a run's is a job's: says which run was meant. */
async function mistakenJob(client: ZephyrClient, id: number, error: unknown): Promise<UsageError | undefined> {
  if (!(error instanceof ZephyrError) || error.reached !== 'refused') return undefined
  const run = await latestRun(client, id).catch(() => undefined)
  if (!run) return undefined
  return new UsageError(
    `${id} is the id of a JOB; cancel wants a RUN's. The latest run of job ${id} is ${run.id} (${run.status}): npx zephyr-report cancel ${run.id}`,
  )
}

/** The reason why no run shows; a run's id is easily given where a job's is wanted. */
async function whyNoRun(client: ZephyrClient, id: number): Promise<string> {
  return (await jobExists(client, id))
    ? `Job ${id} has never run. Run it with: npx zephyr-report jobs run ${id}`
    : `There is no job ${id}. If ${id} is the id of a RUN: this wants the JOB's; \`npx zephyr-report jobs list\` shows them.`
}

/** The job that was named; else the job that a delivery with these options would update (of several with the name the newest). */
async function requestedJob(context: Context, which: string | undefined): Promise<number> {
  const { settings } = context.loaded
  if (which !== undefined) {
    const [id = 0] = await idsOf(context, [which])
    return id
  }
  if (settings.jobId !== undefined) return settings.jobId
  const name = required(context, 'jobName')
  const ids = jobsNamed(await jobsOf(context), name).map(({ id }) => id)
  if (ids.length === 0)
    throw new UsageError(
      `No job is named "${name}" in this project and release yet. \`npx zephyr-report jobs list\` shows them.`,
    )
  const newest = ids.at(-1) ?? 0
  if (ids.length > 1)
    context.log.warn(`${ids.length} jobs are named "${name}": this is the newest, ${newest}, which a delivery updates.`)
  return newest
}
