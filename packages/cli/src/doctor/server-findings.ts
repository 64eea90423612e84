import type { ListedJob, Release, ZephyrError } from '@zephyr-reporters/core'
import { folderPaths, type RepositoryFolder, type ZephyrItem } from '@zephyr-reporters/core/client'
import { cycleFit, decodeEntities, isLocked, jobsNamed, withVariables } from '@zephyr-reporters/core/internal'
import type { Context } from '../command.js'
import type { Check } from './check.js'

// What each answer of the server says about the options; server.ts asks for them.

/** The options as they were parsed. */
export type Settings = Context['loaded']['settings']

/** The outcome of a read: its answer or its error. */
export type Read<T> = { answer: T; error?: undefined } | { answer?: undefined; error: ZephyrError }

interface LoginReads {
  user: Read<{ id: number; username?: string }>
  list: Read<unknown> | undefined
  token: string | undefined
}

/** What often comes along when a token is copied, and is no part of it. */
const tokenExtras = [
  { found: /^bearer\s/i, todo: 'ZEPHYR_TOKEN begins with "Bearer": set the token alone.' },
  { found: /^(["'`]).*\1$/, todo: 'ZEPHYR_TOKEN stands in quotes that are part of it: set the token alone.' },
  { found: /\s/, todo: 'ZEPHYR_TOKEN has a space in it: set the token alone.' },
]

/** Whether the server accepts the credential. */
export function loginCheck({ user, list, token = '' }: LoginReads): Check {
  const what = 'token'
  const refused = [user, list].find((each) => each?.error?.status === 401)?.error
  if (refused) {
    const extra = tokenExtras.find(({ found }) => found.test(token))
    return { what, state: 'failed', says: reasonOf(refused), todo: extra?.todo ?? withVariables(refused.hint) }
  }
  if (user.answer) {
    const { id, username } = user.answer
    return { what, state: 'ok', says: `accepted: ${username ? `${username} (${id})` : `user ${id}`}` }
  }
  if (list?.answer) return { what, state: 'ok', says: 'accepted; the server does not show its user' }
  const { error } = list ?? user
  if (error?.status === 403) return { what, state: 'ok', says: 'known, but it may not do this' }
  if (error === undefined || error.status === 404)
    return { what, state: 'skipped', says: 'this server does not offer the check' }
  return { what, state: 'failed', says: reasonOf(error), todo: withVariables(error.hint) }
}

const unnamed = 'the server does not show its name'

/** Whether the project is there, and its name. */
export function projectCheck(projectId: number, { answer, error }: Read<ZephyrItem>): Check {
  const what = 'project'
  if (answer) return { what, state: 'ok', says: `"${answer.name}" (${projectId})` }
  if (error.status === 403)
    return { what, state: 'failed', says: `${projectId} may not be read`, todo: withVariables(error.hint) }
  if (error.status === 400) return { what, state: 'failed', says: reasonOf(error), todo: 'Check ZEPHYR_PROJECT_ID.' }
  return { what, state: 'skipped', says: `${projectId}; ${unnamed}` }
}

/** Whether the release is there, and its name. */
export function releaseCheck({ projectId }: Settings, releaseId: number, { answer, error }: Read<Release[]>): Check {
  const what = 'release'
  if (isLocked(error)) return { what, state: 'note', says: `${releaseId} is locked`, todo: lockedTodo }
  if (!answer) return { what, state: 'skipped', says: `${releaseId}; ${unnamed}` }
  const release = answer.find(({ id }) => id === releaseId)
  if (release) return { what, state: 'ok', says: `"${release.name}" (${releaseId})` }
  return { what, state: 'failed', says: `project ${projectId} has no release ${releaseId}`, todo: offer(answer) }
}

const lockedTodo = 'A release just made is locked for a minute or two: deliveries wait for it, and so can you.'

/** A cycle beyond its release's days is refused by the product's pages, and perhaps by its API too. */
export function* cycleChecks(settings: Settings, releaseId: number, { answer }: Read<Release[]>): Generator<Check> {
  const release = answer?.find(({ id }) => id === releaseId)
  if (!release) return
  const { cycle, release: days, isWithin } = cycleFit(settings, release)
  const what = 'cycle dates'
  if (days === undefined) yield { what, state: 'ok', says: `${cycle} for a new cycle; the release shows no dates` }
  else if (isWithin) yield { what, state: 'ok', says: `${cycle} for a new cycle, within the release (${days})` }
  else
    yield {
      what,
      state: 'note',
      says: `${cycle} for a new cycle, but the release runs ${days}`,
      todo: "Zephyr may refuse the cycle: change the release's dates, or set ZEPHYR_CYCLE_START_DATE and ZEPHYR_CYCLE_END_DATE.",
    }
}

/** Whether the server asks for an environment, and one is set. */
export function environmentCheck({ environment }: Settings, { answer, error }: Read<boolean>): Check {
  const what = 'environment'
  const mine = environment === undefined ? 'none is set' : `"${environment}" is set`
  if (error) return { what, state: 'skipped', says: `whether one is asked for the server does not show; ${mine}` }
  if (!answer || environment !== undefined)
    return { what, state: 'ok', says: `this server asks for ${answer ? 'one' : 'none'}, and ${mine}` }
  return {
    what,
    state: 'note',
    says: `this server asks for one, and ${mine}`,
    todo: 'Set ZEPHYR_ENVIRONMENT: without it a delivery may be refused.',
  }
}

/** An administrator may rename the statuses and add some; 1 and 2 are what result files become. */
export function* statusChecks(statuses: ReadonlyMap<string, string>): Generator<Check> {
  if (statuses.size === 0) return
  const says = Array.from(statuses, ([id, name]) => `${id} ${name}`).join(', ')
  const isUsual = /pass/i.test(statuses.get('1') ?? '') && /fail/i.test(statuses.get('2') ?? '')
  const todo = 'Here 1 and 2 are not Pass and Fail: `npx zephyr-report calibrate` shows what results become.'
  yield { what: 'execution statuses', state: isUsual ? 'ok' : 'note', says, ...(!isUsual && { todo }) }
}

/** Whether the release has the repository folder, and `repositoryPath` names the same one. */
export function* folderChecks(
  { releaseId, repositoryTreeId, repositoryPath }: Settings,
  { answer }: Read<RepositoryFolder[]>,
): Generator<Check> {
  if (!repositoryTreeId) return
  const what = 'repository folder'
  const folders = answer && folderPaths(answer)
  const folder = folders?.find(({ id }) => id === repositoryTreeId)
  const says = folder ? `"${folder.name}" (${folder.id})` : `release ${releaseId} has no folder ${repositoryTreeId}`
  if (!folders) yield { what, state: 'skipped', says: `${repositoryTreeId}; ${unnamed}` }
  else if (!folder) yield { what, state: 'failed', says, todo: offer(folders) }
  else if (!repositoryPath || ` > ${repositoryPath}`.endsWith(` > ${folder.name}`)) yield { what, state: 'ok', says }
  else
    yield {
      what,
      state: 'note',
      says: `folder ${folder.id} is "${folder.name}", but repositoryPath says "${repositoryPath}"`,
      todo: 'Make them name the same folder.',
    }
}

/** How many names a line offers. */
const mostOffered = 10

const offer = (things: readonly { id: number; name: string }[]) => {
  const some = things.slice(0, mostOffered).map(({ id, name }) => `${id} "${name}"`)
  return things.length === 0
    ? 'It has none.'
    : `There is: ${some.join(', ')}${things.length > mostOffered ? ', …' : ''}`
}

/** Whether the release's jobs may be read, without which no delivery is safe. */
export function listCheck({ answer, error }: Read<ListedJob[]>): Check {
  const what = 'list of jobs'
  if (isLocked(error)) return { what, state: 'note', says: 'the release is locked', todo: lockedTodo }
  if (answer)
    return {
      what,
      state: 'ok',
      says: `may be read: ${answer.length} ${answer.length === 1 ? 'job' : 'jobs'} in this project and release`,
    }
  return { what, state: 'failed', says: reasonOf(error), todo: withVariables(error.hint) }
}

/** Which job of that name a delivery would update. */
export function* jobChecks({ jobName }: Settings, jobs: readonly ListedJob[]): Generator<Check> {
  if (jobName === undefined) return
  const ids = jobsNamed(jobs, jobName).map(({ id }) => id)
  const what = `job "${jobName}"`
  if (ids.length === 0) yield { what, state: 'ok', says: 'none yet: a delivery creates it' }
  else if (ids.length === 1) yield { what, state: 'ok', says: `${ids[0]}, which a delivery updates` }
  else
    yield {
      what,
      state: 'note',
      says: `${ids.length} of that name (${ids.join(', ')}); a delivery updates the newest, ${Math.max(...ids)}`,
      todo: 'Delete those that are not needed, or set ZEPHYR_JOB_ID.',
    }
}

/** Whether the job of `jobId` is there. */
export function jobIdCheck(jobId: number, { answer, error }: Read<{ jobName?: string }>): Check {
  const what = 'job'
  if (answer)
    return { what, state: 'ok', says: `"${decodeEntities(answer.jobName ?? '')}" (${jobId}), which a delivery updates` }
  return { what, state: 'failed', says: reasonOf(error), todo: 'Check ZEPHYR_JOB_ID: it wants a JOB, not a run.' }
}

/** Smaller differences change nothing. */
const clockAgreesSeconds = 60

/** Larger ones mean a clock that nobody sets: around midnight a cycle begins on another day. */
const clockFailsSeconds = 300

export function* clockChecks(ahead: number | undefined): Generator<Check> {
  if (ahead === undefined) return
  const seconds = Math.round(Math.abs(ahead) / 1000)
  if (seconds <= clockAgreesSeconds) yield { what: 'clock', state: 'ok', says: "agrees with the server's to a minute" }
  else
    yield {
      what: 'clock',
      state: seconds > clockFailsSeconds ? 'failed' : 'note',
      says: `the server's is ${seconds} seconds ${ahead > 0 ? 'ahead of' : 'behind'} this machine's`,
      todo: 'Set both by a time server: cycle dates count from this machine’s today.',
    }
}

/** What came back, without what to do: that has a line of its own. */
const reasonOf = (error: ZephyrError) => withVariables(error.reason)
