import { completeDetail, type ListedJob, updatedDetail } from '@zephyr-reporters/core'
import type { Action } from '../program.js'
import { type Context, clientOf, contextOf, mustDeliver, print, printJson, required } from './context.js'
import { UsageError } from './failure.js'
import { table } from './table.js'

export const list: Action = async (invocation) => {
  const context = await contextOf(invocation)
  const jobs = await jobsOf(context)
  if (context.json) printJson(jobs)
  else if (jobs.length === 0) print('No automation jobs in this project and release.')
  else {
    const times = (name?: string) => jobs.filter(({ jobName }) => jobName === name).length
    print(
      table(
        ['job id', 'name', 'latest run', 'cycle', 'file'],
        jobs.map(({ id, jobName, status, cycleStartDate, cycleEndDate, attachmentName }) => [
          String(id),
          `${jobName ?? ''}${times(jobName) > 1 ? ' (name used more than once)' : ''}`,
          status ?? '',
          `${day(cycleStartDate)} – ${day(cycleEndDate)}`,
          attachmentName ?? '',
        ]),
      ),
    )
  }
  return 0
}

export const show: Action = async (invocation) => {
  const context = await contextOf(invocation)
  const job = await clientOf(context).getJob(await jobId(context, invocation.args[0] ?? ''))
  if (context.json) printJson(job)
  else {
    const rows = Object.entries(job).map(([name, value]) => [
      name,
      /Date$/.test(name) && typeof value === 'number' ? day(value) : String(value),
    ])
    print(table(['property', 'value'], rows))
  }
  return 0
}

export const create: Action = async (invocation) => {
  const context = await contextOf(invocation)
  mustDeliver(context)
  const detail = completeDetail(context.loaded)
  const job = await clientOf(context).createJob(detail, invocation.args[0] ?? '')
  if (context.json) printJson(job)
  else print(`Created job "${job.jobName}" (${job.id}). Run it with: zephyr-report jobs run ${job.id}`)
  return 0
}

export const update: Action = async (invocation) => {
  const context = await contextOf(invocation)
  const [which = '', file = ''] = invocation.args
  const client = clientOf(context)
  const job = await client.getJob(await jobId(context, which))
  const updated = await client.updateAndExecuteJob(updatedDetail(context.loaded, job), file)
  if (context.json) printJson(updated)
  else
    print(
      `Updated job "${updated.jobName ?? job.jobName}" (${job.id}) and started a run. Follow it with: zephyr-report wait ${job.id}`,
    )
  return 0
}

export const run: Action = async (invocation) => {
  const context = await contextOf(invocation)
  const ids = await Promise.all(invocation.args.map((job) => jobId(context, job)))
  const runs = await clientOf(context).executeJobs(ids)
  if (context.json) printJson(runs)
  else
    print(
      table(
        ['job id', 'run id', 'status'],
        runs.map(({ id, status }, index) => [String(ids[index]), String(id), status]),
      ),
    )
  return 0
}

export const remove: Action = async (invocation) => {
  const context = await contextOf(invocation)
  const client = clientOf(context)
  const ids = await Promise.all(invocation.args.map((job) => jobId(context, job)))
  if (
    invocation.flags.yes !== true &&
    !(await confirmed(`Delete ${ids.length === 1 ? `job ${ids[0]}` : `jobs ${ids.join(', ')}`}?`))
  ) {
    print('Nothing was deleted.')
    return 0
  }
  await client.deleteJobs(ids)
  if (context.json) printJson({ deleted: ids })
  else print(`Deleted: ${ids.join(', ')}`)
  return 0
}

/** A job by its id, or by a name that only one job has. */
export async function jobId(context: Context, which: string): Promise<number> {
  if (/^\d+$/.test(which)) return Number(which)
  const named = (await jobsOf(context)).filter(({ jobName }) => jobName === which)
  const [only, ...others] = named
  if (!only)
    throw new UsageError(
      `No job is named "${which}" in this project and release. \`zephyr-report jobs list\` shows them.`,
    )
  if (others.length > 0)
    throw new UsageError(
      `${named.length} jobs are named "${which}": ${named.map(({ id }) => id).join(', ')}. Say which by its id.`,
    )
  return only.id
}

function jobsOf(context: Context): Promise<ListedJob[]> {
  const place = { projectId: required(context, 'projectId'), releaseId: required(context, 'releaseId') }
  return clientOf(context).listJobs(place)
}

async function confirmed(question: string): Promise<boolean> {
  if (!process.stdin.isTTY) throw new UsageError(`${question} There is no terminal to answer at: say --yes.`)
  const { confirm } = await import('@clack/prompts')
  return (await confirm({ message: question, initialValue: false })) === true
}

/** Midnight of the server's zone, which nobody tells: the nearest UTC midnight is the day meant. */
const day = (milliseconds?: number) =>
  milliseconds === undefined
    ? ''
    : new Date(Math.round(milliseconds / 86_400_000) * 86_400_000).toISOString().slice(0, 10)
