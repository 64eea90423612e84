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

/** Decides from environment, options and the configuration files in JSON whether the reporter has anything to do. */
export function gate(options: GateOptions = {}): Gate {
  let files: GateOptions[] | undefined
  const read = (name: keyof GateOptions, variable?: string): string => {
    files ??= jsonFiles()
    const values = [variable && process.env[variable], options[name], ...files.map((file) => file[name])]
    return String(values.find(isSet) ?? '').trim()
  }
  if (no.test(read('enabled', 'ZEPHYR_ENABLED'))) return 'off'

  const dryRun = read('dryRun', 'ZEPHYR_DRY_RUN')
  const isAsked =
    // A secret in the file counts too: the core refuses it and says where it belongs, which is better than no word.
    read('token', 'ZEPHYR_TOKEN') !== '' ||
    (read('username', 'ZEPHYR_USERNAME') !== '' && read('password', 'ZEPHYR_PASSWORD') !== '') ||
    (dryRun !== '' && !no.test(dryRun))
  if (isAsked) {
    if (isNodeSupported()) return 'active'
    process.stderr.write(
      `[zephyr] Error: the Zephyr reporters need Node ${oldestNode} or newer, and this is ${process.versions.node}: nothing is sent to Zephyr.\n`,
    )
    return yes.test(read('strict', 'ZEPHYR_STRICT')) ? 'no-token-strict' : 'no-token'
  }

  const asked = Object.keys(process.env).some((name) => name.startsWith('ZEPHYR_') && isSet(process.env[name]))
  // Turborepo and others pass on no variable that was not named: the token is lost, and nobody would notice.
  const isLostInCi = !asked && isOn(process.env.CI) && jsonHas('url', files ?? [])
  if (!asked && !isLostInCi) return 'off'
  const strict = asked && yes.test(read('strict', 'ZEPHYR_STRICT'))
  if (!/^(silent|error)$/i.test(read('logLevel', 'ZEPHYR_LOG_LEVEL')) || strict) {
    process.stderr.write(
      `[zephyr] ${strict ? 'Error' : 'Warning'}: ${asked ? 'ZEPHYR_* variables are set' : 'zephyr.config.json names a server'} but no token: nothing is sent to Zephyr. ` +
        'Set ZEPHYR_TOKEN (or ZEPHYR_USERNAME and ZEPHYR_PASSWORD), or ZEPHYR_DRY_RUN=true to see what would be sent.\n',
    )
  }
  return strict ? 'no-token-strict' : 'no-token'
}

const oldestNode = '20.19'

function isNodeSupported(): boolean {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  return major > 20 || (major === 20 && minor >= 19)
}

const yes = /^(true|1|yes|on)$/i
const no = /^(false|0|no|off)$/i

const isSet = (value: unknown) => value !== undefined && value !== null && String(value).trim() !== ''
const isOn = (value: string | undefined) => isSet(value) && !no.test(String(value).trim())
const jsonHas = (name: keyof GateOptions, files: readonly GateOptions[]) => files.some((file) => isSet(file[name]))

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
