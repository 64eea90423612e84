import type { Loaded } from '../config/load.js'
import { createZephyrClient, type ZephyrClient } from '../zephyr/client.js'
import { ZephyrError } from '../zephyr/errors.js'
import type { JobProgress, ListedJob } from '../zephyr/types.js'
import type { Target } from './files.js'
import { unescaped } from './plan.js'
import { neverRan } from './status.js'

/** The client that these options ask for. */
export function clientFor({ settings, env }: Loaded, fetch?: typeof globalThis.fetch): ZephyrClient {
  const { url = '', token, username, password, timeout, retries, clientCert, clientKey } = settings
  return createZephyrClient({ url, token, username, password, timeout, retries, clientCert, clientKey, env, fetch })
}

export interface Place {
  projectId: number
  releaseId: number
  jobName: string
}

/** The jobs of exactly that name, oldest first. Names are not unique. */
export async function jobsNamed(
  client: ZephyrClient,
  { projectId, releaseId, jobName }: Place,
  signal?: AbortSignal,
): Promise<ListedJob[]> {
  const jobs = await client.listJobs({ projectId, releaseId }, { signal })
  return jobs.filter((job) => unescaped(job.jobName) === unescaped(jobName)).sort((a, b) => a.id - b.id)
}

/** The jobs that a delivery may have touched: those of its name, or the one it updates, whatever that is called. */
export async function jobsOf(client: ZephyrClient, target: Target, signal?: AbortSignal): Promise<ListedJob[]> {
  if (target.jobId === undefined) return jobsNamed(client, target, signal)
  const { projectId, releaseId } = target
  return projectId && releaseId ? client.listJobs({ projectId, releaseId }, { signal }) : []
}

/** The latest run of a job; none where it never ran. */
export async function progressOf(
  client: ZephyrClient,
  jobId: number,
  signal?: AbortSignal,
): Promise<JobProgress | undefined> {
  try {
    return await client.getJobProgress(jobId, { signal })
  } catch (error) {
    if (error instanceof ZephyrError && neverRan(error.status)) return undefined
    throw error
  }
}
