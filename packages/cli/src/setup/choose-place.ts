import { type Loaded, type OptionName, ZephyrError } from '@zephyr-reporters/core'
import {
  createZephyrLookups,
  folderPaths,
  type ProbeOptions,
  probeZephyr,
  type ZephyrItem,
  type ZephyrLookups,
} from '@zephyr-reporters/core/client'
import { messageOf } from '@zephyr-reporters/core/internal'
import { UsageError } from '../failure.js'
import type { Ask } from './prompts.js'

/** Where results go, as `zephyr.config.json` says it. */
export interface Place {
  url: string
  projectId: number
  releaseId: number
  repositoryTreeId: number
  repositoryPath: string
}

/**
 * The place by names from flags, from lists to choose from, or by typed ids where the server does not list them. With
 * nobody to ask, what is set already stands, and the server is asked only for what is not.
 */
export async function choosePlace(
  { settings, sources, env }: Loaded,
  flags: Record<string, unknown>,
  ask: Ask | undefined,
): Promise<Place & { lookups?: ZephyrLookups }> {
  const isFixed = (name: OptionName) =>
    settings[name] !== undefined && (!ask || sources[name].kind === 'flag' || sources[name].kind === 'environment')
  const url =
    settings.url && isFixed('url')
      ? settings.url
      : ask &&
        (await askedAddress(ask, settings.url, { env, clientCert: settings.clientCert, clientKey: settings.clientKey }))
  if (!url) throw new UsageError('Which server? Set ZEPHYR_URL or --url.')

  let opened: Promise<Opened> | undefined
  const server = () => {
    opened ??= open({ settings, env, url, ask })
    return opened
  }
  if (ask) await server()

  const projectId = await idOf('project', 'projectId', flags.project, async ({ lookups, userId }) =>
    userId === undefined ? undefined : lookups.projects(userId),
  )
  const releaseId = await idOf('release', 'releaseId', flags.release, ({ lookups }) => lookups.releases(projectId))
  const folder = await folderOf()
  return { url, projectId, releaseId, ...folder, lookups: (await opened)?.lookups }

  async function idOf(what: string, name: 'projectId' | 'releaseId', wanted: unknown, load: Load): Promise<number> {
    const current = settings[name]
    if (wanted === undefined && current !== undefined && isFixed(name)) return current
    const things = await offered(what, load)
    if (typeof wanted === 'string') return byName(what, wanted, things).id
    if (things && things.length > 0) return (await chosen(what, things, `--${what}`, current)).id
    return await typed(what, `--${what}-id`, current)
  }

  async function folderOf(): Promise<Pick<Place, 'repositoryTreeId' | 'repositoryPath'>> {
    const { repositoryTreeId, repositoryPath } = settings
    const isIdFixed = repositoryTreeId !== undefined && isFixed('repositoryTreeId')
    const isPathFixed = repositoryPath !== undefined && isFixed('repositoryPath')
    if (flags.repositoryFolder === undefined && isIdFixed && isPathFixed) return { repositoryTreeId, repositoryPath }
    const folder = await listedFolder(isIdFixed)
    if (folder)
      return { repositoryTreeId: folder.id, repositoryPath: [...(await releaseName()), folder.name].join(' > ') }
    const id = isIdFixed ? repositoryTreeId : await typed('repository folder', '--repository-tree-id', repositoryTreeId)
    const path = isPathFixed ? repositoryPath : await ask?.text('Its path, levels separated by " > "', repositoryPath)
    if (!path) throw new UsageError('Which repository folder? Say --repository-path too.')
    return { repositoryTreeId: id, repositoryPath: path }
  }

  /** The folder by its name from a flag, by its id, or chosen; `undefined` where the server does not list it. */
  async function listedFolder(isIdFixed: boolean): Promise<ZephyrItem | undefined> {
    const { repositoryTreeId } = settings
    const wanted = flags.repositoryFolder
    const folders = await offered('repository folder', async ({ lookups }) =>
      folderPaths(await lookups.folders(releaseId)),
    )
    if (typeof wanted === 'string') return byName('repository folder', wanted, folders)
    if (isIdFixed) return folders?.find(({ id }) => id === repositoryTreeId)
    if (!folders || folders.length === 0) return undefined
    return await chosen('repository folder', folders, '--repository-folder', repositoryTreeId)
  }

  /** The first level of the path; none where the server does not name the release. */
  async function releaseName(): Promise<string[]> {
    const releases = await offered('release', ({ lookups }) => lookups.releases(projectId))
    return releases?.filter(({ id }) => id === releaseId).map(({ name }) => name) ?? []
  }

  /** What the server lists; nothing where it does not. */
  async function offered(what: string, load: Load): Promise<readonly ZephyrItem[] | undefined> {
    const { lookups, userId } = await server()
    if (!lookups) return undefined
    try {
      return await load({ lookups, userId })
    } catch (error) {
      if (!(error instanceof ZephyrError) || (!ask && (error.status === undefined || error.status === 401))) throw error
      ask?.warn(`This server does not list its ${what}s: ${messageOf(error)}`)
      return undefined
    }
  }

  async function chosen(what: string, things: readonly ZephyrItem[], flag: string, current?: number) {
    if (ask) return await ask.choose(`Which ${what}?`, things, current)
    const [only, ...others] = things
    if (only && others.length === 0) return only
    throw new UsageError(`Which ${what}? Say ${flag}. ${offer(things)}`)
  }

  async function typed(what: string, flag: string, current?: number): Promise<number> {
    const isId = (text: string) => /^[1-9]\d*$/.test(text) && Number.isSafeInteger(Number(text))
    const text = await ask?.text(
      `Id of the ${what}, as the address of its page in Zephyr shows it`,
      current?.toString(),
      (value) => (isId(value) ? undefined : 'A whole number above 0'),
    )
    if (text === undefined) throw new UsageError(`Which ${what}? This server does not list them: say ${flag}.`)
    return Number(text)
  }
}

interface Opened {
  lookups?: ZephyrLookups
  userId?: number
}
type Load = (server: { lookups: ZephyrLookups; userId?: number }) => Promise<readonly ZephyrItem[] | undefined>

type Credential = { token: string } | { username: string; password: string }

interface Opening extends Pick<Loaded, 'settings' | 'env'> {
  url: string
  ask: Ask | undefined
}

/** The server's reads, with a login that it accepts; without a token only ids can be typed. */
async function open(opening: Opening): Promise<Opened> {
  const { settings, ask } = opening
  const { username, password, token } = settings
  let credential: Credential | undefined = token ? { token } : username && password ? { username, password } : undefined
  for (;;) {
    credential ??= await typedToken(ask)
    if (!credential) return {}
    const opened = await openWith(credential, opening)
    if (opened) return opened
    credential = undefined
  }
}

async function typedToken(ask: Ask | undefined): Promise<Credential | undefined> {
  const token = await ask?.secret('API token, to look names up; it is not stored (leave empty to type ids)')
  return token ? { token } : undefined
}

/** Somebody waits at the terminal. */
const answerTimeoutSeconds = 20

/** @returns `undefined` where the server refuses the credential and somebody can be asked for another */
async function openWith(credential: Credential, { settings, env, url, ask }: Opening): Promise<Opened | undefined> {
  const { timeout, clientCert, clientKey } = settings
  const lookups = createZephyrLookups({
    ...{ url, timeout: Math.min(timeout, answerTimeoutSeconds), retries: 1, clientCert, clientKey, env },
    ...credential,
  })
  try {
    return { lookups, userId: (await lookups.currentUser()).id }
  } catch (error) {
    if (!(error instanceof ZephyrError)) throw error
    const { status } = error
    // The credential may be right: the server does not show its user.
    if (status !== undefined && status !== 401) return { lookups }
    if (!ask) throw error
    ask.warn(messageOf(error))
    return status === undefined ? {} : undefined
  }
}

/** An address where something answers, before a token goes there; one that is given again is meant. */
async function askedAddress(
  ask: Ask,
  current: string | undefined,
  network: Omit<ProbeOptions, 'url'>,
): Promise<string> {
  for (let tried: string | undefined; ; ) {
    const url = await ask.text('Address of your Zephyr server', tried ?? current ?? 'https://', wrongAddress)
    if (url === tried) return url
    try {
      const { status } = await probeZephyr({ url, ...network })
      if (status !== 404) return url
      ask.warn(
        `Zephyr is not at ${url} (404). Check it, and a path before /flex if a proxy adds one; or give it again.`,
      )
    } catch (error) {
      ask.warn(`${messageOf(error)} Or give it again to go on without the server.`)
    }
    tried = url
  }
}

function wrongAddress(text: string): string | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (!url || !/^https?:$/.test(url.protocol) || url.hostname === '')
    return 'An address such as https://acme.yourzephyr.com'
  return url.username || url.password ? 'Without a user name or password in it' : undefined
}

function byName(what: string, name: string, things: readonly ZephyrItem[] | undefined): ZephyrItem {
  const found = things?.filter((thing) => thing.name === name) ?? []
  const [only, ...others] = found
  if (only && others.length === 0) return only
  if (only) throw new UsageError(`${found.length} ${what}s are named "${name}": ${offer(found)} Say which by its id.`)
  if (!things)
    throw new UsageError(`No ${what} can be found by the name "${name}": this server does not list them. Say its id.`)
  throw new UsageError(`No ${what} is named "${name}". ${offer(things)}`)
}

const offer = (things: readonly ZephyrItem[]) =>
  things.length === 0 ? 'There is none.' : `There is: ${things.map(({ id, name }) => `"${name}" (${id})`).join(', ')}.`
