import * as v from 'valibot'
import { baseAddress } from './address.js'
import * as answers from './answers.js'
import { ZephyrError } from './errors.js'
import { createTransport, type TransportOptions } from './transport.js'
import type { Job, JobDetail, JobProgress, JobUpdate, ListedJob, Run, StoredJob } from './types.js'
import { multipart, openFile, type ResultFile } from './upload.js'

/** The server, the login, time limits and retries. */
export interface ZephyrClientOptions extends TransportOptions {
  /** The server, with or without a path and `/flex/…` behind it. */
  url: string
}

/** Bounds one call. */
export interface CallOptions {
  signal?: AbortSignal
  /** How often this call is tried again, where the client's own `retries` is not meant. */
  retries?: number
  /** Called as the body of an upload leaves this machine: bytes so far, and of all. */
  onSent?: (bytes: number, total: number) => void
}

/**
 * The nine operations of Zephyr Enterprise's automation jobs. Every failure is a `ZephyrError`. Reads are retried, and
 * so is what surely never reached the server; a POST is never sent twice on a guess.
 *
 * @example
 * const zephyr = createZephyrClient({ url: 'https://acme.yourzephyr.com', token: process.env.ZEPHYR_TOKEN })
 * const run = await zephyr.createAndExecuteJob(detail, 'results.xml')
 */
export function createZephyrClient({ url, ...options }: ZephyrClientOptions) {
  const request = createTransport(baseAddress(url), options)
  const automation = 'v4/upload-file/automation'
  const upload = async <T>(
    operation: string,
    path: string,
    detail: object,
    file: ResultFile,
    call: CallOptions,
    shape: v.GenericSchema<unknown, T>,
  ): Promise<T> => {
    const opened = await openFile(file).catch((cause: Error) => {
      const hint = 'Nothing was sent.'
      throw new ZephyrError(`Zephyr's ${operation} failed: ${cause.message}.`, {
        code: 'file',
        operation,
        hint,
        reached: 'no',
        cause,
      })
    })
    const form = multipart(detail, opened)
    return request({ operation, method: 'POST', path: `${automation}/${path}`, form, ...call }, shape)
  }
  return {
    /** Creates a job without running it; answers the job. `POST create-job-detail` */
    async createJob(detail: JobDetail, file: ResultFile, call: CallOptions = {}): Promise<Job> {
      return upload('createJob', 'create-job-detail', detail, file, call, answers.job)
    },
    /** Runs jobs; answers one run for each (the runs' ids, not the jobs'). None: nothing is asked. `POST execute-job` */
    async executeJobs(jobIds: readonly number[], call: CallOptions = {}): Promise<Run[]> {
      if (jobIds.length === 0) return []
      const json = { ids: jobIds }
      return request(
        { operation: 'executeJobs', method: 'POST', path: `${automation}/execute-job`, json, ...call },
        answers.runs,
      )
    },
    /** Creates a job and runs it; answers the RUN: the job's id stands in the list. `POST create-and-execute-job` */
    async createAndExecuteJob(detail: JobDetail, file: ResultFile, call: CallOptions = {}): Promise<Run> {
      return upload('createAndExecuteJob', 'create-and-execute-job', detail, file, call, answers.run)
    },
    /** Changes a job, gives it a new file and runs it; answers the job. `POST update-execute-job` */
    async updateAndExecuteJob(detail: JobUpdate, file: ResultFile, call: CallOptions = {}): Promise<Job> {
      return upload('updateAndExecuteJob', 'update-execute-job', detail, file, call, answers.job)
    },
    /** The latest run of a job; 400 or 404 where it never ran. `GET schedule/get-latest-job-progress` */
    async getJobProgress(jobId: number, call: CallOptions = {}): Promise<JobProgress> {
      const path = `${automation}/schedule/get-latest-job-progress`
      return request(
        { operation: 'getJobProgress', method: 'GET', path, query: { jobid: jobId }, ...call },
        answers.run,
      )
    },
    /** Stops a run, by the RUN's id. `POST cancel/{ID}` */
    async cancelRun(runId: number, call: CallOptions = {}): Promise<true> {
      return request(
        { operation: 'cancelRun', method: 'POST', path: `${automation}/cancel/${runId}`, ...call },
        answers.cancelled,
      )
    },
    /** A job with all its properties; dates are epoch milliseconds. `GET v3 job/detail` */
    async getJob(jobId: number, call: CallOptions = {}): Promise<StoredJob> {
      return request(
        { operation: 'getJob', method: 'GET', path: 'v3/automation/job/detail', query: { jobid: jobId }, ...call },
        answers.job,
      )
    },
    /** The jobs of a project's release, with fewer properties. Names are not unique. `GET file-upload-job/list` */
    async listJobs(
      { projectId, releaseId }: { projectId: number; releaseId: number },
      call: CallOptions = {},
    ): Promise<ListedJob[]> {
      const path = `${automation}/file-upload-job/list`
      return request(
        { operation: 'listJobs', method: 'GET', path, query: { projectId, releaseId }, ...call },
        answers.jobs,
      )
    },
    /** Deletes jobs. None: nothing is asked. `POST v3 job/delete`, whose answer's body is not documented and not read. */
    async deleteJobs(jobIds: readonly number[], call: CallOptions = {}): Promise<void> {
      if (jobIds.length === 0) return
      const json = { ids: jobIds }
      await request(
        { operation: 'deleteJobs', method: 'POST', path: 'v3/automation/job/delete', json, ...call },
        v.unknown(),
      )
    },
  }
}

/** The nine operations for automation jobs; each throws a `ZephyrError`. */
export type ZephyrClient = ReturnType<typeof createZephyrClient>
