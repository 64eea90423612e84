import type { AssertionResult, TestResult as FileResult } from '@jest/test-result'
import type { Failure } from '@zephyr-reporters/core'
import { property, textProperty } from '@zephyr-reporters/reporter-kit'

/** The failures of a test, each with what was thrown. */
export function failuresOf({ failureMessages = [], failureDetails = [] }: AssertionResult): Failure[] {
  return Array.from({ length: Math.max(failureMessages.length, failureDetails.length) }, (_, index) =>
    failureOf(failureMessages[index], failureDetails[index]),
  )
}

/** Jest's text holds message and stack; with an empty stack it is empty, and the thrown value is used instead. */
export function failureOf(text = '', thrown?: unknown): Failure {
  // Jest puts a heading over what belongs to no test.
  const plain = text.replace(/^\s*● .*\n+/, '')
  const stackText = plain.trim() === '' ? thrownText(thrown) : plain.replace(/^\n+/, '')
  const message =
    stackText
      .split('\n')
      .find((line) => line.trim() !== '')
      ?.trim() ?? ''
  const type = /^(\w*(?:Error|Exception))\b/.exec(message)?.[1] ?? (textProperty(thrown, 'name') || 'Error')
  return { message, type, text: stackText }
}

function thrownText(thrown: unknown): string {
  if (typeof thrown !== 'object' || thrown === null) return thrown === undefined ? '' : String(thrown)
  const name = textProperty(thrown, 'name') || textProperty(property(thrown, 'error'), 'name') || 'Error'
  const message = textProperty(thrown, 'message') || textProperty(property(thrown, 'error'), 'message')
  return message ? `${name}: ${message}` : `${name} (without a message)`
}

/** What failed in a file outside its tests; `undefined` where its tests explain it. */
export function failureOfFile({ testExecError, failureMessage, testResults }: FileResult): Failure | undefined {
  if (!testExecError) {
    // A file that failed without a failing test and without saying why.
    const explained = testResults.some(({ status }) => status === 'failed')
    return failureMessage && !explained ? failureOf(failureMessage) : undefined
  }
  return failureOf(ownPart(failureMessage) || testExecError.stack || testExecError.message, testExecError)
}

/** The part of a file's failure text that belongs to none of its failed tests. */
function ownPart(text: string | null | undefined): string {
  const [, ...parts] = (text ?? '').split(/^ *● Test suite failed to run\n+/m)
  return parts.map((part) => part.split(/^ {2}● /m)[0]?.trimEnd()).join('\n\n') || (text ?? '')
}

/** A failure of which there is a text alone. */
export const failureOfText = (text: string): Failure => ({ message: text.split('\n')[0] ?? text, type: 'Error', text })
