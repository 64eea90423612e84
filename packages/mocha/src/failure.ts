import type { Failure } from '@zephyr-reporters/core'
import { property, textProperty } from '@zephyr-reporters/reporter-kit'

/** An error as Mocha hands it on: what was thrown, or an error that Mocha makes of what is none. */
function failureOf(error: unknown): Failure {
  const message = textProperty(error, 'message')
  const type =
    textProperty(error, 'name') || /^\w*(?:Error|Exception)\b/.exec(textProperty(error, 'stack'))?.[0] || 'Error'
  return { message: message.trimStart().split('\n', 1)[0] || type, type, text: textOf(error, type, 0) }
}

/** Further errors of the same test, which Mocha keeps at the first. */
export function failuresOf(error: unknown): Failure[] {
  const more: unknown = property(error, 'multiple')
  return [failureOf(error), ...(Array.isArray(more) ? more.map(failureOf) : [])]
}

/** A chain of causes may be a ring. */
const mostCauses = 10

function textOf(error: unknown, type: string, depth: number): string {
  if (typeof error !== 'object' || error === null) return String(error)
  const message = textProperty(error, 'message')
  const stack = textProperty(error, 'stack')
  // A stack repeats the message, unless somebody emptied or replaced it.
  const head = message === '' || stack.includes(message) ? stack : `${type}: ${message}\n${stack}`
  const parts = [head.trim() || `${type}: ${message || '(without a message)'}`]
  const [expected, actual] = [valueIn(error, 'expected'), valueIn(error, 'actual')]
  if (expected !== undefined && actual !== undefined) parts.push(`Expected: ${expected}\nActual:   ${actual}`)
  const cause = property(error, 'cause')
  if (cause !== undefined && cause !== null && depth < mostCauses)
    parts.push(`Caused by: ${textOf(cause, textProperty(cause, 'name') || 'Error', depth + 1)}`)
  return parts.join('\n\n')
}

/** What was compared, as text; `undefined` where nothing was, or it cannot be shown. */
function valueIn(error: object, name: string): string | undefined {
  const value = property(error, name)
  try {
    return typeof value === 'string' ? value : JSON.stringify(value)
  } catch {
    return undefined // A ring, a bigint, a getter that throws.
  }
}
