import { readFileSync } from 'node:fs'
import {
  type DeliveryServer,
  type JobDetail,
  type JobUpdate,
  type ListedJob,
  type Run,
  type StoredJob,
  ZephyrError,
  type ZephyrErrorDetails,
} from '@zephyr-reporters/core'
import type { VirtualClock } from './clock.ts'

// A Zephyr in memory, as odd as the world: it keeps an upload and starts its run in two steps, each at a time of its own
// or never, answers what it likes meanwhile, and shows lists that lag behind, without a socket and without waiting.

/** What becomes of a POST. Seconds after it was sent; `undefined`: never. */
export interface PostHabit {
  storesAfter?: number
  runsAfter?: number
  answer: 'ok' | Failure
  /** Seconds before the answer. */
  answersAfter: number
}

/** How a request fails, as the client reports it. */
export type Failure = Pick<ZephyrErrorDetails, 'code' | 'reached'> &
  Partial<Pick<ZephyrErrorDetails, 'status' | 'serverMessage' | 'retryAfter'>>

export interface ServerHabits {
  upload: () => PostHabit
  execute: () => PostHabit
  /** A failure of a read, or none. */
  read: () => Failure | undefined
  listLag: number
  progressLag: number
  fileName: (name: string) => string | undefined
  jobName: (name: string) => string
  /** Seconds that a run takes. */
  runFor: number
}

interface Stored {
  at: number
  job: number
  detail: JobUpdate | JobDetail
  file: string
  content: string
}

export interface VirtualRun {
  id: number
  at: number
  job: number
  content: string
}

/** @param trace is called with each step that is carried out. */
export function virtualServer(clock: VirtualClock, habits: ServerHabits, trace: (text: string) => void) {
  const stored: Stored[] = []
  const runs: VirtualRun[] = []
  let jobs = 100
  let lastRun = 5000

  /** What each job holds, as it was shown so many seconds ago. */
  const jobsAt = (lag = 0) => {
    const shown = new Map<number, Stored>()
    for (const one of stored) if (one.at <= clock.now() - lag * 1000) shown.set(one.job, one)
    return shown
  }
  const fail = (operation: string, failure: Failure): never => {
    const { status, serverMessage } = failure
    const what = [failure.code, failure.reached, status, serverMessage].filter(Boolean).join(' ')
    throw new ZephyrError(`${operation} failed: ${what}.`, { operation, hint: 'Look.', ...failure })
  }
  const respond = async <T>(operation: string, seconds: number, signal: AbortSignal | undefined, answer: () => T) => {
    await clock.sleep(seconds * 1000, signal)
    if (signal?.aborted) fail(operation, { code: 'aborted', reached: 'unknown' })
    return answer()
  }
  const read = <T>(operation: string, signal: AbortSignal | undefined, answer: () => T) =>
    respond(operation, 0.05, signal, () => {
      const failure = habits.read()
      return failure ? fail(operation, failure) : answer()
    })
  /** A run reads the file that its own request has brought; execute-job's the one that was there then. */
  const start = (job: number, content = ''): VirtualRun => {
    const run = { id: ++lastRun, at: clock.now(), job, content }
    runs.push(run)
    trace(`run ${run.id} of job ${job}: ${titleIn(run.content)}`)
    return run
  }
  const answerOf = ({ id, at }: VirtualRun, now: number): Run => ({
    id,
    status: now - at < habits.runFor * 1000 ? 'new' : 'complete',
  })

  /** Carries the steps out at their times; what is answered is what stands there then. */
  async function post<T>(operation: string, habit: PostHabit, act: PostAct<T>, signal?: AbortSignal): Promise<T> {
    let answered: T | undefined
    trace(`${operation} ${JSON.stringify(habit)}`)
    const { storesAfter, runsAfter } = habit
    if (storesAfter !== undefined) {
      clock.after(storesAfter * 1000, () => {
        const run = act.store()
        if (runsAfter !== undefined)
          clock.after((runsAfter - storesAfter) * 1000, () => {
            answered = act.run(run)
          })
      })
    }
    return respond(operation, habit.answersAfter, signal, () => {
      if (habit.answer !== 'ok') return fail(operation, habit.answer)
      if (answered === undefined) throw new TypeError('An upload that is answered well must have been carried out.')
      return answered
    })
  }

  const keep = (
    job: number,
    detail: JobUpdate | JobDetail,
    upload: { path: string; name: string },
    content: string,
  ) => {
    trace(`job ${job} has ${upload.name}: ${titleIn(content)}`)
    stored.push({ at: clock.now(), job, detail, file: upload.name, content })
    return job
  }
  const server: DeliveryServer = {
    async createAndExecuteJob(detail, file, { signal } = {}) {
      const { upload, content } = opened(file)
      const act = {
        store: () => keep(++jobs, detail, upload, content),
        run: (job: number) => answerOf(start(job, content), clock.now()),
      }
      return post('createAndExecuteJob', habits.upload(), act, signal)
    },
    async updateAndExecuteJob(detail, file, { signal } = {}) {
      const { upload, content } = opened(file)
      const act = {
        store: () => keep(detail.id, { ...jobsAt().get(detail.id)?.detail, ...detail }, upload, content),
        run(job: number) {
          start(job, content)
          return { ...detail, id: job }
        },
      }
      return post('updateAndExecuteJob', habits.upload(), act, signal)
    },
    async executeJobs([job = 0], { signal } = {}) {
      let content: string | undefined
      const act = {
        store() {
          content = jobsAt().get(job)?.content
          return job
        },
        run: () => [answerOf(start(job, content), clock.now())],
      }
      return post('executeJobs', habits.execute(), act, signal)
    },
    getJob: (jobId, { signal } = {}) =>
      read('getJob', signal, (): StoredJob => {
        const job = jobsAt().get(jobId)
        if (!job) return fail('getJob', { code: 'status', reached: 'refused', status: 400 })
        const { cycleStartDateStr: _, cycleEndDateStr: __, jobName = '', ...detail } = job.detail
        return { ...detail, id: jobId, jobName, fileUplaodJobPath: habits.fileName(job.file) }
      }),
    getJobProgress: (jobId, { signal } = {}) =>
      read('getJobProgress', signal, () => {
        const then = clock.now() - habits.progressLag * 1000
        const run = runs.filter(({ job, at }) => job === jobId && at <= then).at(-1)
        return run ? answerOf(run, then) : fail('getJobProgress', { code: 'status', reached: 'refused', status: 404 })
      }),
    listJobs: (_place, { signal } = {}) =>
      read('listJobs', signal, (): ListedJob[] =>
        [...jobsAt(habits.listLag)].map(([id, { detail, file }]) => ({
          id,
          jobName: habits.jobName(detail.jobName ?? ''),
          attachmentName: habits.fileName(file),
        })),
      ),
    releaseWindow: async () => undefined,
  }
  return { server, runs, stored }
}

interface PostAct<T> {
  /** @returns the job's id. */
  store: () => number
  run: (job: number) => T
}

const titleIn = (content: string) => /<testcase[^>]* name="([^"]*)/.exec(content)?.[1]

function opened(file: unknown): { upload: { path: string; name: string }; content: string } {
  if (typeof file !== 'object' || file === null || !('path' in file) || !('name' in file))
    throw new TypeError('A delivery sends a path under a name.')
  const upload = { path: String(file.path), name: String(file.name) }
  return { upload, content: readFileSync(upload.path, 'utf8') }
}
