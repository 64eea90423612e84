import { options } from './config/options.js'
import { masking } from './mask.js'

export type LogLevel = 'silent' | 'error' | 'warn' | 'info' | 'debug'

/** Where a reporter's lines go: stderr only, each behind `[zephyr]`, no secret in any of them. */
export interface Log {
  error(text: string): void
  warn(text: string): void
  info(text: string): void
  debug(text: string): void
  /** A whole line as it is, for those who read lines by machine; not under `silent`. */
  raw(line: string): void
  /** The text with every secret of this log replaced by `***`. */
  mask(text: string): string
}

export interface LogOptions {
  level?: LogLevel
  /** Never shown, in whatever form: token, password. */
  secrets?: readonly (string | undefined)[]
  /** Takes a whole line with its line end. Default: the process's stderr. */
  write?: (line: string) => void
}

const levels: readonly LogLevel[] = ['silent', 'error', 'warn', 'info', 'debug']

export function createLog({ level = options.logLevel.default, secrets = [], write = toStderr }: LogOptions = {}): Log {
  const mask = masking(secrets)
  const at = (lineLevel: LogLevel, prefix: string) => (text: string) => {
    if (levels.indexOf(lineLevel) > levels.indexOf(level)) return
    write(`${prefix}${mask(text).replaceAll('\n', '\n[zephyr] ')}\n`)
  }
  return {
    error: at('error', '[zephyr] Error: '),
    warn: at('warn', '[zephyr] Warning: '),
    info: at('info', '[zephyr] '),
    debug: at('debug', '[zephyr] debug: '),
    raw: (line) => {
      if (level !== 'silent') write(`${mask(line)}\n`)
    },
    mask,
  }
}

function toStderr(line: string) {
  process.stderr.write(line)
}
