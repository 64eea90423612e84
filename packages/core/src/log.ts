import { options } from './config/options.js'

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
  const forms = secretForms(secrets)
  const mask = (text: string) => forms.reduce((masked, form) => masked.replaceAll(form, '***'), text)
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

/** A secret as it may turn up: plain, in an address, in a Basic header's base64, in JSON. Longest first. */
function secretForms(secrets: readonly (string | undefined)[]): string[] {
  return secrets
    .filter((secret): secret is string => secret !== undefined && secret !== '')
    .flatMap((secret) => [secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1)])
    .filter((form, index, all) => all.indexOf(form) === index)
    .sort((a, b) => b.length - a.length)
}

function toStderr(line: string) {
  process.stderr.write(line)
}
