// The same file in every reporter, for it must import nothing: a project that does not use Zephyr pays only for this.
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

/**
 * - `off`: switched off, or nothing here asks for Zephyr.
 * - `no-token`, `no-token-strict`: variables are set but no credential; one line has been written. `strict` fails the run.
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
}

/** Decides from environment, options and `zephyr.config.json` whether the reporter has anything to do. */
export function gate(options: GateOptions = {}): Gate {
  let file: GateOptions | undefined
  const read = (name: keyof GateOptions, variable: string): string => {
    file ??= configFile()
    const values = [process.env[variable], options[name], file[name]]
    return String(
      values.find((value) => value !== undefined && value !== null && String(value).trim() !== '') ?? '',
    ).trim()
  }
  if (no.test(read('enabled', 'ZEPHYR_ENABLED'))) return 'off'

  // A secret in the file counts too: the core refuses it and says where it belongs, which beats silence.
  if (read('token', 'ZEPHYR_TOKEN') !== '') return 'active'
  if (read('username', 'ZEPHYR_USERNAME') !== '' && read('password', 'ZEPHYR_PASSWORD') !== '') return 'active'
  const dryRun = read('dryRun', 'ZEPHYR_DRY_RUN')
  if (dryRun !== '' && !no.test(dryRun)) return 'active'

  const asked = Object.keys(process.env).some((name) => name.startsWith('ZEPHYR_') && process.env[name]?.trim())
  if (!asked) return 'off'
  const strict = yes.test(read('strict', 'ZEPHYR_STRICT'))
  if (!/^(silent|error)$/i.test(read('logLevel', 'ZEPHYR_LOG_LEVEL')) || strict) {
    process.stderr.write(
      '[zephyr] Warning: ZEPHYR_* variables are set but no token: nothing is sent to Zephyr. ' +
        'Set ZEPHYR_TOKEN (or ZEPHYR_USERNAME and ZEPHYR_PASSWORD), or ZEPHYR_DRY_RUN=true to see what would be sent.\n',
    )
  }
  return strict ? 'no-token-strict' : 'no-token'
}

const yes = /^(true|1|yes|on)$/i
const no = /^(false|0|no|off)$/i

/** The nearest `zephyr.config.json` upward; an unreadable one is told by the core, not here. */
function configFile(): GateOptions {
  for (let folder = process.cwd(); ; folder = dirname(folder)) {
    const path = join(folder, 'zephyr.config.json')
    if (existsSync(path)) {
      try {
        return Object(JSON.parse(readFileSync(path, 'utf8').replace(/^\uFEFF/, '')))
      } catch {
        return {}
      }
    }
    if (dirname(folder) === folder) return {}
  }
}
