import { type JobProgress, type ListedJob, type ZephyrClient, ZephyrError } from '@zephyr-reporters/core'
import { comparable, jobsNamed, progressOf } from '@zephyr-reporters/core/internal'
import { type Context, clientOf, required } from '../command.js'
import { UsageError } from '../failure.js'

/** The one job of this name; where several have it, a person must say which. */
function namedJob(jobs: readonly ListedJob[], name: string): ListedJob {
  const named = jobsNamed(jobs, name)
  const [only, ...others] = named
  if (!only)
    throw new UsageError(
      `No job is named "${name}" in this project and release. \`npx zephyr-report jobs list\` shows them.`,
    )
  if (others.length > 0) {
    const all = named.map(({ id, status }) => `${id} (${status ?? 'never run'})`).join(', ')
    throw new UsageError(`${named.length} jobs are named "${name}": ${all}. Say which by its id.`)
  }
  return only
}

/** Jobs by their ids, or by names that only one job has each; the list is read only where a name asks for it. */
export async function idsOf(context: Context, which: readonly string[]): Promise<number[]> {
  const isId = (text: string) => /^\d+$/.test(text)
  const jobs = which.every(isId) ? [] : await jobsOf(context)
  return [...new Set(which.map((text) => (isId(text) ? Number(text) : namedJob(jobs, text).id)))]
}

/** The jobs of the project and release that the options name. */
export function jobsOf(context: Context): Promise<ListedJob[]> {
  const place = { projectId: required(context, 'projectId'), releaseId: required(context, 'releaseId') }
  return clientOf(context).listJobs(place)
}

/** The latest run of a job; `undefined` where it never ran, or where there is no such job. */
export async function latestRun(client: ZephyrClient, jobId: number): Promise<JobProgress | undefined> {
  return await progressOf(client, jobId)
}

/** Whether the server has a job of this id. */
export const jobExists = async (client: ZephyrClient, jobId: number): Promise<boolean> =>
  (await orNone(client.getJob(jobId))) !== undefined

/** `undefined` where Zephyr answers 400 or 404: it answers 400 for what does not exist (docs/zephyr.md). */
async function orNone<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer
  } catch (error) {
    if (error instanceof ZephyrError && (error.status === 400 || error.status === 404)) return undefined
    throw error
  }
}

/** The name of a job as it can be compared with one that was typed. */
export const nameOf = ({ jobName }: { jobName?: string }): string => comparable(jobName)

/** The reason why a job shows no run; a run's id is easily given where a job's is wanted. */
export async function whyNoRun(client: ZephyrClient, jobId: number): Promise<string> {
  return (await jobExists(client, jobId))
    ? `Job ${jobId} has never run. Run it with: npx zephyr-report jobs run ${jobId}`
    : `There is no job ${jobId}. If ${jobId} is the id of a RUN: this wants the JOB's; \`npx zephyr-report jobs list\` shows them.`
}

/** The job that was named; else the job that a delivery with these options would update (of several with the name the newest). */
export async function requestedJob(context: Context, which: string | undefined): Promise<number> {
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
