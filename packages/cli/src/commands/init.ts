import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  createZephyrLookups,
  type Log,
  planDelivery,
  planLines,
  type RepositoryFolder,
  type ZephyrItem,
} from '@zephyr-reporters/core'
import type { Action, Invocation } from '../program.js'
import { type Context, contextOf, print } from './context.js'
import { UsageError } from './failure.js'
import { addReporter, ciSnippet, type Runner, runnersIn } from './setup.js'

interface Answers {
  url: string
  projectId: number
  releaseId: number
  repositoryTreeId: number
  repositoryPath: string
  jobName: string
  cycleName: string
}

/** Sets a project up. The token is asked for to look names up, and is never stored. */
export const init: Action = async (invocation) => {
  const context = await contextOf(invocation)
  const runners = runnersIn(process.cwd())
  const ask = invocation.flags.yes === true ? undefined : await asking()
  const answers = await answersOf(context, invocation, ask)

  writeConfig(answers)
  print(`Wrote zephyr.config.json (no token in it: set ZEPHYR_TOKEN in CI's secrets).`)
  if (runners.length === 0)
    print('No Jest, Vitest or Playwright in package.json: deliver JUnit files with `zephyr-report upload`.')
  for (const runner of runners) setUp(runner)
  print(`\n${ciSnippet(process.cwd(), context.loaded.env)}`)

  const again = await contextOf(invocation)
  print(`\nA dry run of the first delivery:\n${planLines(planDelivery({ loaded: again.loaded })).join('\n')}`)
  const tests = runners[0] ? `ZEPHYR_DRY_RUN=true ${runners[0].command}` : 'zephyr-report upload FILE --dry-run'
  print(`\nSee what Zephyr would record: ${tests}`)
  return 0
}

function setUp(runner: Runner) {
  const done = addReporter(process.cwd(), runner)
  print(
    done
      ? `Added the reporter to ${done}.`
      : `Add the reporter to your ${runner.title} configuration:\n  ${runner.line}`,
  )
  if (!runner.installed) print(`Install it: npm install --save-dev ${runner.reporter}`)
}

/** Keeps what the file holds already. */
function writeConfig(answers: Answers) {
  const path = join(process.cwd(), 'zephyr.config.json')
  const before: unknown = existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : {}
  const $schema = './node_modules/@zephyr-reporters/core/zephyr.config.schema.json'
  writeFileSync(path, `${JSON.stringify({ $schema, ...Object(before), ...answers }, null, 2)}\n`)
}

type Ask = Awaited<ReturnType<typeof asking>>

async function asking() {
  if (!process.stdin.isTTY)
    throw new UsageError('There is no terminal to answer at: use --yes with flags (see zephyr-report init --help).')
  const { cancel, isCancel, password, select, text } = await import('@clack/prompts')
  const answered = <T>(value: T): Exclude<T, symbol> => {
    if (isCancel(value) || typeof value === 'symbol') {
      cancel('Nothing was written.')
      process.exit(1)
    }
    return value as Exclude<T, symbol>
  }
  return {
    text: async (message: string, initialValue?: string) =>
      answered(await text({ message, initialValue, validate: (value) => (value?.trim() ? undefined : 'Needed') })),
    secret: async (message: string) => answered(await password({ message })),
    choose: async (message: string, things: readonly ZephyrItem[]) =>
      answered(
        await select({
          message,
          options: things.map(({ id, name }) => ({ value: id, label: name, hint: String(id) })),
        }),
      ),
  }
}

async function answersOf(context: Context, { flags }: Invocation, ask: Ask | undefined): Promise<Answers> {
  const { settings, env } = context.loaded
  const url = settings.url ?? (await ask?.text('Address of your Zephyr server', 'https://'))
  if (!url) throw new UsageError('Which server? Set ZEPHYR_URL or --url.')
  const token =
    settings.token ??
    (settings.password ? undefined : await ask?.secret('API token (used now, not stored; empty to type ids)'))
  const { username, password, timeout, clientCert, clientKey } = settings
  const canLook = Boolean(token || (username && password))
  const lookups = canLook
    ? createZephyrLookups({ url, token, username, password, timeout, clientCert, clientKey, env, retries: 1 })
    : undefined
  const choice = new Choice(ask, context.log)

  const projectId =
    settings.projectId ??
    (await choice.of(
      'project',
      flags.project,
      async () => lookups && (await lookups.projects((await lookups.currentUser()).id)),
    ))
  const releaseId =
    settings.releaseId ?? (await choice.of('release', flags.release, async () => lookups?.releases(projectId)))
  const named = settings.repositoryTreeId !== undefined && settings.repositoryPath !== undefined
  const folder = named
    ? { id: Number(settings.repositoryTreeId), name: String(settings.repositoryPath) }
    : await choice.folder(flags.repositoryFolder, async () => lookups?.folders(releaseId))
  const project = await lookups?.releases(projectId).catch(() => undefined)
  const release = project?.find(({ id }) => id === releaseId)?.name
  return {
    url,
    projectId,
    releaseId,
    repositoryTreeId: folder.id,
    repositoryPath: settings.repositoryPath ?? (release ? `${release} > ${folder.name}` : folder.name),
    jobName: settings.jobName ?? (await ask?.text('Name of the automation job', defaultJob())) ?? defaultJob(),
    cycleName: settings.cycleName ?? (await ask?.text('Test cycle', 'Automation')) ?? 'Automation',
  }
}

function defaultJob(): string {
  const path = join(process.cwd(), 'package.json')
  const name = existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')).name : undefined
  return typeof name === 'string' && name !== '' ? `${name} tests` : 'Automated tests'
}

/** By name from a flag, from a list to choose from, or by a typed id where the server offers no names. */
class Choice {
  readonly #ask: Ask | undefined
  readonly #log: Log

  constructor(ask: Ask | undefined, log: Log) {
    this.#ask = ask
    this.#log = log
  }

  async of(what: string, wanted: unknown, load: () => Promise<readonly ZephyrItem[] | undefined>): Promise<number> {
    const things = await this.#offered(what, load)
    if (typeof wanted === 'string') return byName(what, wanted, things).id
    if (things && things.length > 0 && this.#ask) return await this.#ask.choose(`Which ${what}?`, things)
    if (things?.length === 1 && things[0]) return things[0].id
    return this.#typed(what)
  }

  async folder(wanted: unknown, load: () => Promise<readonly RepositoryFolder[] | undefined>): Promise<ZephyrItem> {
    const tree = await this.#offered('repository folder', load)
    const all = tree?.flatMap((folder) => flat(folder))
    if (typeof wanted === 'string') return byName('repository folder', wanted, all)
    if (all && all.length > 0 && this.#ask) {
      const id = await this.#ask.choose('Which repository folder?', all)
      return byName('repository folder', all.find((folder) => folder.id === id)?.name ?? '', all)
    }
    if (all?.length === 1 && all[0]) return all[0]
    const id = await this.#typed('repository folder')
    if (!this.#ask) throw new UsageError('Which repository folder? Say --repository-tree-id and --repository-path.')
    return { id, name: await this.#ask.text('Its path, levels separated by " > "') }
  }

  async #offered<T>(what: string, load: () => Promise<T | undefined>): Promise<T | undefined> {
    try {
      return await load()
    } catch (error) {
      this.#log.warn(
        `The server does not offer the ${what}s by name (${error instanceof Error ? error.message : error}) Type the id.`,
      )
      return undefined
    }
  }

  async #typed(what: string): Promise<number> {
    const text = await this.#ask?.text(`Id of the ${what}`)
    const id = Number(text)
    if (!Number.isSafeInteger(id) || id < 1)
      throw new UsageError(`Which ${what}? Give its id or its name by a flag (see zephyr-report init --help).`)
    return id
  }
}

function byName<T extends ZephyrItem>(what: string, name: string, things: readonly T[] | undefined): T {
  const found = things?.filter((thing) => thing.name === name) ?? []
  const [only, ...others] = found
  if (only && others.length === 0) return only
  const offered = things?.map((thing) => `"${thing.name}" (${thing.id})`).join(', ')
  if (only) throw new UsageError(`${found.length} ${what}s are named "${name}": say which by its id.`)
  throw new UsageError(
    `No ${what} is named "${name}".${offered ? ` There is: ${offered}.` : ' The server offers none by name: say its id.'}`,
  )
}

/** Each folder by its whole path below the release. */
function flat(folder: RepositoryFolder, above = ''): ZephyrItem[] {
  const name = above ? `${above} > ${folder.name}` : folder.name
  return [{ id: folder.id, name }, ...(folder.categories ?? []).flatMap((child) => flat(child, name))]
}
