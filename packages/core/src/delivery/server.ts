import type { Loaded } from '../config/load.js'
import { createZephyrClient, type ZephyrClient } from '../zephyr/client.js'
import { comparable } from '../zephyr/decode.js'
import { ZephyrError } from '../zephyr/errors.js'
import { createZephyrLookups } from '../zephyr/lookups.js'
import { retryDelay } from '../zephyr/retry.js'
import type { JobProgress, ListedJob } from '../zephyr/types.js'
import type { Clock, Limit } from './clock.js'
import { type Window, windowOfRelease } from './cycle-dates.js'
import { lockedPauseMs } from './state.js'
import { neverRan } from './status.js'

/** The requests of a delivery; tests give a server without a socket. */
export interface DeliveryServer
  extends Pick<
    ZephyrClient,
    'createAndExecuteJob' | 'updateAndExecuteJob' | 'executeJobs' | 'getJob' | 'getJobProgress' | 'listJobs'
  > {
  /** The release's own dates; `undefined` where the server does not list the release. */
  releaseWindow(projectId: number, releaseId: number, signal: AbortSignal): Promise<Window | undefined>
}

/** The client that these options ask for. */
export function clientFor(loaded: Loaded, fetch?: typeof globalThis.fetch): ZephyrClient {
  return createZephyrClient(clientOptions(loaded, fetch))
}

export function serverFor(loaded: Loaded, fetch?: typeof globalThis.fetch): DeliveryServer {
  const lookups = createZephyrLookups(clientOptions(loaded, fetch))
  return {
    ...clientFor(loaded, fetch),
    async releaseWindow(projectId, releaseId, signal) {
      const releases = await lookups.releases(projectId, { signal, retries: 0 })
      const release = releases.find(({ id }) => id === releaseId)
      return release && windowOfRelease(release)
    },
  }
}

/** The client options that these settings mean. */
export function clientOptions({ settings, env }: Loaded, fetch?: typeof globalThis.fetch) {
  const { url = '', token, username, password, timeout, retries, clientCert, clientKey } = settings
  return { url, token, username, password, timeout, retries, clientCert, clientKey, env, fetch }
}

/** The jobs of exactly this name, oldest first; names are not unique, and the server may escape or normalise them. */
export const jobsNamed = (jobs: readonly ListedJob[], name: string): ListedJob[] =>
  jobs.filter(({ jobName }) => comparable(jobName) === comparable(name)).sort((a, b) => a.id - b.id)

/** Whether a 400 names the release as locked: one just made is, for over a minute (docs/zephyr.md). */
export const isLocked = (error: unknown): boolean =>
  error instanceof ZephyrError &&
  error.status === 400 &&
  /\brelease\b.*\block(ed)?\b|\block(ed)?\b.*\brelease\b|\blocked\b.*\btry\b/i.test(error.serverMessage ?? '')

export interface Reading {
  clock: Clock
  limit: Limit
  retries: number
  /** Seconds. */
  deliveryTimeout: number
}

/** Options of a call that `readWithRetries` repeats by the delivery's clock, so the client must not. */
export interface SingleCall {
  signal: AbortSignal
  retries: 0
}

/** Retries a read; a locked release is asked again for up to half of `deliveryTimeout`, outside `retries`. */
export async function readWithRetries<T>(act: (call: SingleCall) => Promise<T>, reader: Reading): Promise<T> {
  const { clock, limit } = reader
  for (let failures = 0; ; ) {
    try {
      return await act({ signal: limit.signal, retries: 0 })
    } catch (error) {
      const pause = pauseAfter(error, failures, reader)
      if (pause === undefined || pause >= limit.left()) throw error
      if (!isLocked(error)) failures++
      await clock.sleep(pause, limit.signal)
      if (limit.signal.aborted) throw error
    }
  }
}

/** Milliseconds until a read is repeated; `undefined` where that would not help, or was done often enough. */
function pauseAfter(error: unknown, failures: number, reader: Reading): number | undefined {
  if (isLocked(error)) return lockedPause(reader)
  if (!(error instanceof ZephyrError) || failures >= reader.retries) return undefined
  const mayHelp = error.reached !== 'refused' || error.status === 429
  return mayHelp && error.code !== 'options' ? retryDelay(failures, error.retryAfter) : undefined
}

function lockedPause({ limit, retries, deliveryTimeout }: Reading): number | undefined {
  const mayWait = retries > 0 && limit.left() - lockedPauseMs > (deliveryTimeout * 1000) / 2
  return mayWait ? lockedPauseMs : undefined
}

/** The latest run of a job; `undefined` where it never ran. */
export async function progressOf(
  server: Pick<ZephyrClient, 'getJobProgress'>,
  jobId: number,
  call: { signal?: AbortSignal; retries?: number } = {},
): Promise<JobProgress | undefined> {
  try {
    return await server.getJobProgress(jobId, call)
  } catch (error) {
    if (error instanceof ZephyrError && neverRan(error.status) && !isLocked(error)) return undefined
    throw error
  }
}
