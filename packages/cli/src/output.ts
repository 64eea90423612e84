import { masking, printable, printableJson, printableLine } from '@zephyr-reporters/core/internal'
import { clearProgress } from './progress.js'

// The only place that writes to stdout, and with the log the only one that writes to stderr.

/** Prints a result: tables for people. Colours stay; nothing else in it reaches the terminal or a CI system as a command. */
export function print(text: string): void {
  clearProgress()
  const shown = mask(withColors(text))
  process.stdout.write(shown.endsWith('\n') ? shown : `${shown}\n`)
}

/** Prints a result for machines. */
export function printJson(value: unknown): void {
  clearProgress()
  process.stdout.write(`${mask(printableJson(JSON.stringify(value, null, 2)))}\n`)
}

/** Prints what went wrong. */
export function complain(text: string): void {
  clearProgress()
  process.stderr.write(`${mask(printable(text))}\n`)
}

/** A server's text as one line: nothing in it moves the cursor, turns the line around, or is a CI system's command. */
export const plain = printableLine

/** The credentials that this command was given, which nothing it prints may hold. */
function mask(text: string): string {
  const found = credentials(process.argv, process.env)
  // A file of variables may have added some since the last line.
  if (found.join('\n') !== known.join('\n')) {
    known = found
    masked = masking(found)
  }
  return masked(text)
}
let known: (string | undefined)[] = []
let masked = masking([])

function credentials(args: readonly string[], env: NodeJS.ProcessEnv): (string | undefined)[] {
  const flags = args.flatMap((arg, at) => {
    const [, flag, value] = /^--(?:token|password)(=)?(.*)$/s.exec(arg) ?? []
    return flag === '=' ? [value] : value === '' ? [args[at + 1]] : []
  })
  const { ZEPHYR_USERNAME: user, ZEPHYR_PASSWORD: password, ZEPHYR_TOKEN: token } = env
  const basic = user && password && Buffer.from(`${user}:${password}`).toString('base64')
  return [...flags, token, password, basic].map((secret) => secret?.trim())
}

/** `printable`, but for colours: between them every part is cleaned. */
const withColors = (text: string) =>
  text
    .split(/(\u001B\[[\d;]*m)/)
    .map((part, at) => (at % 2 === 1 ? part : printable(part)))
    .join('')

/** Every line two blanks in. */
export const indented = (text: string) => text.replace(/^/gm, '  ')
