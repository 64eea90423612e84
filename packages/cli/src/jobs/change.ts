import { type JobUpdate, planDelivery, type StoredJob, type Waited, type ZephyrClient } from '@zephyr-reporters/core'
import { completeDetail, updatedDetail } from '@zephyr-reporters/core/internal'
import { type Action, type Context, clientOf, contextOf, mustDeliver } from '../command.js'
import { UsageError } from '../failure.js'
import { plain, print, printJson } from '../output.js'
import { table } from '../table.js'
import { idsOf, latestRun, nameOf } from './find-job.js'
import { endLine, follow } from './follow.js'
import { sendable } from './repaired-copy.js'

/** Creates a job with a result file, without running it. */
export const create: Action = async (invocation) => {
  const context = await contextOf(invocation)
  const { loaded, json } = context
  const { automationFramework, createPackage, dryRun } = loaded.settings
  if (!dryRun) mustDeliver(context)
  const [path = ''] = invocation.args
  const asIs = invocation.flags.asIs === true
  return await sendable({ path, automationFramework, createPackage, asIs }, context, async (file) => {
    if (dryRun) return wouldSend('Would create a job', { file: path, ...planDelivery({ loaded }).detail }, json)
    const job = await clientOf(context).createJob(completeDetail(loaded), file)
    if (json) printJson(job)
    else print(`Created job "${titleOf(job)}" (${job.id}). Run it with: npx zephyr-report jobs run ${job.id}`)
    return 0
  })
}

/** Gives a job a new result file and runs it. */
export const update: Action = async (invocation) => {
  const context = await contextOf(invocation)
  const { loaded, json } = context
  const [which = '', path = ''] = invocation.args
  const client = clientOf(context)
  const [id = 0] = await idsOf(context, [which])
  const job = await client.getJob(id)
  // The job is named by its argument: a `jobName` from elsewhere, meant for deliveries, must not rename it.
  const jobName = loaded.sources.jobName.kind === 'flag' ? loaded.settings.jobName : undefined
  const detail = updatedDetail({ ...loaded, settings: { ...loaded.settings, jobName } }, job)
  const { automationFramework = loaded.settings.automationFramework, createPackage } = detail
  if (job.createPackage !== undefined && job.createPackage !== createPackage)
    context.log.warn(
      `Job ${id} has createPackage ${job.createPackage}, this update ${createPackage}: test cases land in other folders than before.`,
    )
  const asIs = invocation.flags.asIs === true
  return await sendable({ path, automationFramework, createPackage, asIs }, context, async (file) => {
    if (loaded.settings.dryRun) return wouldSend(`Would update job ${id} and run it`, { file: path, ...detail }, json)
    return await updateAndFollow({ client, context, job: { ...job, id }, detail, file })
  })
}

interface Updating {
  client: ZephyrClient
  context: Context
  job: StoredJob & { id: number }
  detail: JobUpdate
  file: string
}

async function updateAndFollow({ client, context, job, detail, file }: Updating): Promise<0 | 3> {
  const { id } = job
  const { json, loaded } = context
  const { wait } = loaded.settings
  const before = await latestRun(client, id)
  const updated = await client.updateAndExecuteJob(detail, file)
  // The answer is the job; its run shows in the progress.
  const run = await latestRun(client, id).catch(() => undefined)
  const runId = run?.id === before?.id ? undefined : run?.id
  const started = `Updated job "${titleOf({ ...job, ...updated })}" (${id}) and started ${runId === undefined ? 'a run' : `run ${runId}`}.`
  if (!json) print(wait ? started : `${started} Follow it with: npx zephyr-report wait ${id}`)
  const waited = wait
    ? await follow(client, context, { jobId: id, runId, earlierRun: before?.id, seconds: wait })
    : undefined
  if (json) printJson({ ...updated, runId, ...waited })
  else if (waited) print(endLine(id, waited))
  return waited && waited.ended !== 'success' ? 3 : 0
}

/** Runs jobs again with the file they have. */
export const run: Action = async (invocation) => {
  const context = await contextOf(invocation)
  const ids = await idsOf(context, invocation.args)
  if (context.loaded.settings.dryRun) return wouldSend(`Would run: ${ids.join(', ')}`, { ids }, context.json)
  const client = clientOf(context)
  const { json, loaded } = context
  const { wait } = loaded.settings
  const runs = (await client.executeJobs(ids)).map((run, index) => ({ ...run, jobId: ids[index] }))
  const rows = runs.map(({ id, status, jobId }) => [String(jobId ?? ''), String(id), status])
  if (!json) print(table(['job id', 'run id', 'status'], rows))
  if (!json && !wait) print(`Follow ${ids.length === 1 ? 'it' : 'one'} with: npx zephyr-report wait ${ids[0]}`)
  const ended: Waited[] = []
  for (const { id, jobId } of wait ? runs : []) {
    if (jobId === undefined) continue
    const waited = await follow(client, context, { jobId, runId: id, seconds: wait })
    ended.push(waited)
    if (!json) print(endLine(jobId, waited))
  }
  if (json) printJson(runs.map((run, index) => ({ ...run, ...ended[index] })))
  return ended.every(({ ended }) => ended === 'success') ? 0 : 3
}

/** Deletes jobs; asks first. */
export const remove: Action = async (invocation) => {
  const context = await contextOf(invocation)
  const client = clientOf(context)
  const ids = await idsOf(context, invocation.args)
  if (context.loaded.settings.dryRun) return wouldSend(`Would delete: ${ids.join(', ')}`, { ids }, context.json)
  if (invocation.flags.yes !== true && !(await confirmed(client, ids))) {
    if (context.json) printJson({ deleted: [] })
    else print('Nothing was deleted.')
    return 0
  }
  await client.deleteJobs(ids)
  if (context.json) printJson({ deleted: ids })
  else print(`Deleted: ${ids.join(', ')}`)
  return 0
}

/** @throws UsageError where there is no terminal to answer at */
async function confirmed(client: ZephyrClient, ids: readonly number[]): Promise<boolean> {
  if (!process.stdin.isTTY)
    throw new UsageError(`Delete ${ids.join(', ')}? There is no terminal to answer at: say --yes.`)
  const jobs = await Promise.all(ids.map((id) => client.getJob(id)))
  const { confirm } = await import('@clack/prompts')
  const message = `Delete ${jobs.map((job) => `"${titleOf(job)}" (${job.id})`).join(', ')}?`
  return (await confirm({ message, initialValue: false, output: process.stderr })) === true
}

function wouldSend(what: string, detail: object, json: boolean): 0 {
  const lines = Object.entries(detail).filter(([name, value]) => value !== undefined && name !== 'ids')
  if (json) printJson({ dryRun: true, ...detail })
  else print([`${what}. Dry run: nothing is sent.`, ...lines.map(([name, value]) => `  ${name}: ${value}`)].join('\n'))
  return 0
}

const titleOf = (job: { jobName?: string }) => plain(nameOf(job))
