import { masking, printable, printableJson, printableLine } from '@zephyr-reporters/core'
import { clearProgress } from './progress.js'

// The only place that writes to stdout, and with the log the only one that writes to stderr.

/** Prints a result: tables for people. A server's words in it are cleaned where they come in (`plain`); colours stay. */
export function print(text: string): void {
  clearProgress()
  const shown = mask(withoutCommands(text))
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
const mask = masking(credentials(process.argv, process.env))

function credentials(args: readonly string[], env: NodeJS.ProcessEnv): (string | undefined)[] {
  const flags = args.flatMap((arg, at) => {
    const [, flag, value] = /^--(?:token|password)(=)?(.*)$/s.exec(arg) ?? []
    return flag === '=' ? [value] : value === '' ? [args[at + 1]] : []
  })
  const { ZEPHYR_USERNAME: user, ZEPHYR_PASSWORD: password, ZEPHYR_TOKEN: token } = env
  const basic = user && password && Buffer.from(`${user}:${password}`).toString('base64')
  return [...flags, token, password, basic].map((secret) => secret?.trim())
}

/** Lines that a CI system would take for commands; terminal codes are ours. */
const withoutCommands = (text: string) =>
  text.replace(/##(?=\[|vso\[|teamcity\[)/gi, '# #').replace(/^([ \t]*:)(:)/gm, '$1 $2')
