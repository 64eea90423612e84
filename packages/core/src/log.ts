import { options } from './config/options.js'
import { masking } from './mask.js'
import { printable } from './printable.js'

/** How much is printed; each level includes the levels before it. */
export type LogLevel = 'silent' | 'error' | 'warn' | 'info' | 'debug'

/** Where a reporter's lines go: stderr only, each behind `[zephyr]`, no secret in any of them. */
export interface Log {
  error(text: string): void
  warn(text: string): void
  info(text: string): void
  debug(text: string): void
  /** How something goes on, `text` and a detail that changes all the time: one line that is written anew on a terminal, elsewhere one line per change of `text`. Without a detail it is over. */
  progress(text: string, detail?: string): void
  /**
   * What is under way now: on a terminal a line that the next output replaces, elsewhere at most one line in 30 seconds.
   * Without a text it is over.
   */
  live(text?: string): void
  /** A whole line for a CI system to read: secrets are masked, all else is as it is. Not under `silent`. */
  raw(line: string): void
  /** The text as this log would print it: every secret replaced by `***`, control characters and CI commands taken out. */
  mask(text: string): string
}

/** Where a log writes, how much, and which secrets it masks. */
export interface LogOptions {
  level?: LogLevel
  /** Never shown, in whatever form: token, password. */
  secrets?: readonly (string | undefined)[]
  /** Takes a whole line with its line end. Default: the process's stderr. */
  write?: (line: string) => void
  /** Lines may be written anew. Default: whether stderr is a terminal. */
  terminal?: boolean
  /** Draws the text of `live` (`undefined`: over), secrets masked, in place of this log. */
  drawLive?: (text: string | undefined) => void
}

/** Milliseconds without a line after which a log that is no terminal shows what is under way. */
const quietMs = 30_000

const levels: readonly LogLevel[] = ['silent', 'error', 'warn', 'info', 'debug']

/** Makes the log that a reporter or a command writes to. */
export function createLog({
  level = options.logLevel.default,
  secrets = [],
  write = toStderr,
  terminal = write === toStderr && process.stderr.isTTY === true,
  drawLive,
}: LogOptions = {}): Log {
  const masked = masking(secrets)
  // A secret with a control character within it would otherwise be whole again after the mask.
  const mask = (text: string) => masked(printable(text))
  const isShown = (lineLevel: LogLevel) => levels.indexOf(lineLevel) <= levels.indexOf(level)
  /** The last progress text; on a terminal its line is still open. */
  let going: string | undefined
  let isLive = false
  /** When the last line was written. */
  let writtenAt = performance.now()
  const endLive = () => {
    if (isLive) write('\r\u001B[K')
    isLive = false
    writtenAt = performance.now()
  }
  const line = (text: string) => {
    endLive()
    if (terminal && going !== undefined) write('\n')
    going = undefined
    write(text)
  }
  const showLive = (text: string) => {
    if (!terminal) {
      if (performance.now() - writtenAt >= quietMs) line(`[zephyr] ${text}\n`)
      return
    }
    if (going !== undefined) line('')
    // A line that wraps could not be replaced.
    write(`\r${`[zephyr] ${text}`.slice(0, (process.stderr.columns || 80) - 1)}\u001B[K`)
    isLive = true
  }
  const at = (lineLevel: LogLevel, prefix: string) => (text: string) => {
    if (isShown(lineLevel)) line(`${prefix}${mask(text).replaceAll('\n', '\n[zephyr] ')}\n`)
  }
  return {
    error: at('error', '[zephyr] Error: '),
    warn: at('warn', '[zephyr] Warning: '),
    info: at('info', '[zephyr] '),
    debug: at('debug', '[zephyr] debug: '),
    progress(text, detail) {
      if (!isShown('info')) return
      const masked = mask(text)
      endLive()
      if (terminal) write(`\r[zephyr] ${masked}${detail === undefined ? '\u001B[K\n' : `, ${mask(detail)}\u001B[K`}`)
      else if (masked !== going) write(`[zephyr] ${masked}\n`)
      going = terminal && detail === undefined ? undefined : masked
    },
    live(text) {
      if (!isShown('info')) return
      const masked = text && mask(text)
      if (drawLive) drawLive(masked)
      else if (masked) showLive(masked)
      else if (isLive) endLive()
    },
    raw: (text) => {
      if (level !== 'silent') line(`${masked(text)}\n`)
    },
    mask,
  }
}

function toStderr(line: string) {
  process.stderr.write(line)
}
