// The same file in every reporter, for it must import nothing: a project that does not use Zephyr pays only for this.
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

/**
 * - `off`: switched off, or nothing here asks for Zephyr.
 * - `no-token`, `no-token-strict`: variables are set but no credential, or Node is too old; one line has been written.
 *   `strict` fails the run.
 * - `active`: load the core.
 */
export type Gate = 'off' | 'no-token' | 'no-token-strict' | 'active'

/** What the gate looks at of the reporter's options. */
interface GateOptions {
  enabled?: unknown
  token?: unknown
  username?: unknown
  password?: unknown
  dryRun?: unknown
  strict?: unknown
  logLevel?: unknown
  url?: unknown
}

/** One of the options, trimmed: the variable before the option before the files; empty where nobody sets it. */
type Read = (name: Exclude<keyof GateOptions, 'url'>) => string

/** Decides from environment, options and the configuration files in JSON whether the reporter has anything to do. */
export function gate(options: GateOptions = {}): Gate {
  let files: GateOptions[] | undefined
  const filesOnce = () => {
    files ??= jsonFiles()
    return files
  }
  const read: Read = (name) => {
    const values = [process.env[variables[name]], options[name], ...filesOnce().map((file) => file[name])]
    return String(values.find(isSet) ?? '').trim()
  }
  if (no.test(read('enabled'))) return 'off'
  if (isAsked(read)) return isNodeSupported() ? 'active' : oldNode(read)
  if (Object.keys(process.env).some((name) => name.startsWith('ZEPHYR_') && isSet(process.env[name])))
    return withoutToken(read)
  // Turborepo and others pass on no variable that was not named: the token is lost, and nobody would notice.
  return isOn(process.env.CI) && filesOnce().some(({ url }) => isSet(url)) ? lostInCi(read) : 'off'
}

const variables = {
  enabled: 'ZEPHYR_ENABLED',
  token: 'ZEPHYR_TOKEN',
  username: 'ZEPHYR_USERNAME',
  password: 'ZEPHYR_PASSWORD',
  dryRun: 'ZEPHYR_DRY_RUN',
  strict: 'ZEPHYR_STRICT',
  logLevel: 'ZEPHYR_LOG_LEVEL',
}

/** Whether there is a credential or a dry run. One in a file counts too: the core refuses it and says where it belongs. */
function isAsked(read: Read): boolean {
  if (read('token') !== '' || (read('username') !== '' && read('password') !== '')) return true
  return isOn(read('dryRun'))
}

function oldNode(read: Read): Gate {
  write(
    `Error: the Zephyr reporters need Node ${oldestNode} or newer, and this is ${process.versions.node}: nothing is sent to Zephyr.`,
  )
  return yes.test(read('strict')) ? 'no-token-strict' : 'no-token'
}

const tokenHint =
  'no token: nothing is sent to Zephyr. ' +
  'Set ZEPHYR_TOKEN (or ZEPHYR_USERNAME and ZEPHYR_PASSWORD), or ZEPHYR_DRY_RUN=true to see what would be sent.'

function withoutToken(read: Read): Gate {
  const isStrict = yes.test(read('strict'))
  if (isStrict || !isQuiet(read))
    write(`${isStrict ? 'Error' : 'Warning'}: ZEPHYR_* variables are set but ${tokenHint}`)
  return isStrict ? 'no-token-strict' : 'no-token'
}

/** No variable is set, so `strict` of a file does not count. */
function lostInCi(read: Read): Gate {
  if (!isQuiet(read)) write(`Warning: zephyr.config.json names a server but ${tokenHint}`)
  return 'no-token'
}

const isQuiet = (read: Read) => /^(silent|error)$/i.test(read('logLevel'))
const write = (line: string) => void process.stderr.write(`[zephyr] ${line}\n`)

const oldestNode = '20.19'

function isNodeSupported(): boolean {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  return major > 20 || (major === 20 && minor >= 19)
}

const yes = /^(true|1|yes|on)$/i
const no = /^(false|0|no|off)$/i

const isSet = (value: unknown) => value !== undefined && value !== null && String(value).trim() !== ''
const isOn = (value: string | undefined) => isSet(value) && !no.test(String(value).trim())

/** Files at the top of a repository or workspace, where the search for configuration files ends; as core has it. */
const tops = ['.git', 'pnpm-workspace.yaml', 'nx.json', 'lerna.json', 'rush.json', 'lage.config.js']

/** Every `zephyr.config.json` upward, the nearest first; an unreadable one is reported by the core, not here. */
function jsonFiles(): GateOptions[] {
  const files: GateOptions[] = []
  for (let folder = process.cwd(); ; folder = dirname(folder)) {
    const text = contentOf(join(folder, 'zephyr.config.json'))
    if (text !== '') files.push(parsed(text.replace(/^\uFEFF/, '')))
    if (isTop(folder) || dirname(folder) === folder) return files
  }
}

function isTop(folder: string): boolean {
  if (tops.some((name) => existsSync(join(folder, name)))) return true
  // Turborepo's packages have a turbo.json of their own that extends the workspace's.
  const turbo = contentOf(join(folder, 'turbo.json'))
  if (turbo !== '' && !/"extends"\s*:/.test(turbo)) return true
  const manifest = contentOf(join(folder, 'package.json'))
  return manifest.includes('"workspaces"') && 'workspaces' in parsed(manifest)
}

function contentOf(path: string): string {
  try {
    return existsSync(path) ? readFileSync(path, 'utf8') : ''
  } catch {
    return ''
  }
}

function parsed(text: string): GateOptions {
  try {
    return Object(JSON.parse(text))
  } catch {
    return {}
  }
}
