import { type ListedJob, type Release, type ZephyrClient, ZephyrError } from '@zephyr-reporters/core'
import { createZephyrLookups, type RepositoryFolder, type ZephyrLookups } from '@zephyr-reporters/core/client'
import { clientFor, clientOptions, createReadBack, type ReadBack } from '@zephyr-reporters/core/internal'
import type { Context } from '../command.js'
import type { Check } from './check.js'
import {
  clockChecks,
  cycleChecks,
  environmentCheck,
  folderChecks,
  jobChecks,
  jobIdCheck,
  listCheck,
  loginCheck,
  projectCheck,
  type Read,
  releaseCheck,
  type Settings,
  statusChecks,
} from './server-findings.js'

/** Somebody waits for the answer: a server that takes longer is reported instead. */
const readTimeoutSeconds = 10

/** Checks login, project, release, folder, job and clock, by reads only. A read that the server does not offer is skipped. */
export async function* serverChecks({ loaded }: Context, server: { ahead?: number }): AsyncGenerator<Check> {
  const { url, token, username, password } = loaded.settings
  if (!url) return
  if (!token && !(username && password)) {
    yield { what: 'token', state: 'skipped', says: 'none to try' }
    yield* clockChecks(server.ahead)
    return
  }
  const settings = { ...loaded.settings, retries: 0, timeout: Math.min(loaded.settings.timeout, readTimeoutSeconds) }
  const options = clientOptions({ ...loaded, settings })
  const client = clientFor({ ...loaded, settings })
  const lookups = createZephyrLookups(options)
  const { projectId, releaseId } = settings
  const [user, list] = await Promise.all([
    outcomeOf(lookups.currentUser()),
    projectId && releaseId ? outcomeOf(client.listJobs({ projectId, releaseId })) : undefined,
  ])
  const login = loginCheck({ user, list, token })
  yield login
  if (login.state === 'failed') return
  yield* placeChecks({ settings, client, lookups, readBack: createReadBack(options), list })
  yield* clockChecks(server.ahead)
}

interface PlaceReads {
  settings: Settings
  client: ZephyrClient
  lookups: ZephyrLookups
  readBack: ReadBack
  /** `undefined` where project or release are not set. */
  list: Read<ListedJob[]> | undefined
}

/** Checks what the options name: project, release, folder, job, environment, statuses. */
async function* placeChecks({ settings, client, lookups, readBack, list }: PlaceReads): AsyncGenerator<Check> {
  const { projectId, releaseId, jobId } = settings
  const readWith = <T>(id: number | undefined, read: (id: number) => Promise<T>) =>
    id ? outcomeOf(read(id)) : undefined
  // Together, so that a server that lets one of them hang costs its time once.
  const [project, releases, folders, job, asks, statuses] = await Promise.all([
    readWith(projectId, lookups.project),
    readWith(projectId, lookups.releases),
    readWith(releaseId, lookups.folders),
    readWith(jobId, client.getJob),
    outcomeOf(lookups.asksForEnvironment()),
    outcomeOf(readBack.executionStatuses()),
  ])
  if (projectId && project) yield projectCheck(projectId, project)
  yield* releaseChecks(settings, releases, folders)
  if (list) yield listCheck(list)
  if (jobId && job) yield jobIdCheck(jobId, job)
  else if (list?.answer) yield* jobChecks(settings, list.answer)
  yield environmentCheck(settings, asks)
  if (statuses.answer) yield* statusChecks(statuses.answer)
}

/** The release, a new cycle's dates within it, and its repository folder. */
function* releaseChecks(
  settings: Settings,
  releases: Read<Release[]> | undefined,
  folders: Read<RepositoryFolder[]> | undefined,
): Generator<Check> {
  const { releaseId } = settings
  const release = releaseId && releases ? releaseCheck(settings, releaseId, releases) : undefined
  if (release) yield release
  if (releaseId && releases) yield* cycleChecks(settings, releaseId, releases)
  if (folders && release?.state !== 'failed') yield* folderChecks(settings, folders)
}

async function outcomeOf<T>(asked: Promise<T>): Promise<Read<T>> {
  try {
    return { answer: await asked }
  } catch (error) {
    if (error instanceof ZephyrError) return { error }
    throw error
  }
}
