import type { TestError } from '@playwright/test/reporter'
import type { Failure } from '@zephyr-reporters/core'
import { stripAnsi } from '@zephyr-reporters/reporter-kit'

/** An error as Playwright reports it: message or thrown value, stack, the lines of source around it, its causes. */
export function failureOf(error: TestError): Failure {
  const message = firstLine(error.message || error.value || error.stack || '')
  return { message, type: typeOf(message), text: textOf(error) }
}

function textOf(error: TestError): string {
  const { message = error.value ?? '', stack = '', snippet } = error
  // A stack repeats the message, unless somebody emptied or replaced it.
  const head = plain(stack).includes(plain(message)) ? stack : [message, stack].filter(Boolean).join('\n')
  const parts = [
    head,
    snippet,
    'cause' in error && isError(error.cause) ? `Caused by: ${textOf(error.cause)}` : undefined,
  ]
  return parts.filter(Boolean).join('\n\n')
}

/** Playwright knows `cause` from 1.49 on; its reporters' server cuts circles. */
const isError = (cause: unknown): cause is TestError => typeof cause === 'object' && cause !== null

const plain = stripAnsi
const firstLine = (text: string) => plain(text).trimStart().split('\n', 1)[0] ?? ''

function typeOf(message: string): string {
  if (/\btimeout of \d+ms exceeded/i.test(message)) return 'TimeoutError'
  return /^([A-Za-z_$][\w$.]*(?:Error|Exception))\b/.exec(message)?.[1] ?? 'Error'
}
