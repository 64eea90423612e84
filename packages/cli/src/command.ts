import { accessSync, constants } from 'node:fs'
import {
  createLog,
  fillNames,
  type Loaded,
  type Log,
  missingForDelivery,
  type OptionName,
  optionNames,
  options,
  type Problem,
  problemsMessage,
  resolveSettings,
  secretsOf,
  type ZephyrClient,
} from '@zephyr-reporters/core'
import { clientFor, messageOf, proxyFor } from '@zephyr-reporters/core/internal'
import { UsageError } from './failure.js'
import { flags } from './option-flags.js'
import { clearProgress, drawLive } from './progress.js'

/** One command as it was called. */
export interface Invocation {
  args: string[]
  /** All flags, by the options' names. */
  flags: Record<string, unknown>
}

/** What a command answers: the process's exit code. */
export type Action = (invocation: Invocation) => Promise<0 | 1 | 2 | 3>

/** What a command works with. */
export interface Context {
  loaded: Loaded
  log: Log
  json: boolean
}

/** Options from flags, environment and file; every problem in one message. */
export async function contextOf(invocation: Invocation): Promise<Context> {
  const { context, problems } = await openContext(invocation)
  for (const warning of context.loaded.warnings) context.log.warn(warning)
  if (problems.length > 0) throw new UsageError(problemsMessage(problems))
  return context
}

/** Does what {@link contextOf} does, but returns wrong options instead of throwing, for commands that work without them. */
export async function openContext(invocation: Invocation): Promise<{ context: Context; problems: Problem[] }> {
  const loaded = await loadedOf(invocation)
  const problems = [...loaded.problems, ...(await fillNames(loaded))]
  const write = (line: string) => {
    clearProgress()
    process.stderr.write(line)
  }
  const json = invocation.flags.json === true
  const log = createLog({
    level: loaded.settings.logLevel,
    secrets: secretsOf(loaded.settings),
    write,
    drawLive: process.stderr.isTTY && !json ? drawLive : undefined,
  })
  return { context: { loaded, log, json }, problems }
}

/** The options as they are written: `{branch}` and the like are not filled in. */
export async function loadedOf({ flags }: Invocation): Promise<Loaded> {
  return await resolveSettings({
    runner: 'upload',
    flags: Object.fromEntries(optionNames.map((name) => [name, flags[name]])),
  })
}

/** Throws for options that a delivery needs and that are missing; called before anything is read or sent. */
export function mustDeliver({ loaded }: Context) {
  const missing = missingForDelivery(loaded)
  if (missing.length > 0) throw new UsageError(problemsMessage(missing))
}

/** Creates the client; options with which no server can be reached are a `UsageError` (exit 2). */
export function clientOf({ loaded }: Context): ZephyrClient {
  const { url, token, username, password, clientCert, clientKey } = loaded.settings
  if (!url) throw new UsageError('Which server? Set ZEPHYR_URL or --url.')
  if (!token && !(username && password)) throw new UsageError('No credential: set ZEPHYR_TOKEN.')
  try {
    proxyFor(new URL(url), loaded.env)
    for (const path of [clientCert, clientKey]) if (path) accessSync(path, constants.R_OK)
    return clientFor(loaded)
  } catch (error) {
    throw new UsageError(messageOf(error))
  }
}

export function required<N extends OptionName>(
  { loaded: { settings } }: Context,
  name: N,
): NonNullable<Loaded['settings'][N]> {
  const value = settings[name]
  if (value === undefined || value === null) {
    const { variable } = options[name]
    const flag = flags.find(({ env }) => env === variable)?.flag.split(' ', 1)
    throw new UsageError(`${name} is missing: set ${variable}, or ${flag}.`)
  }
  return value
}
