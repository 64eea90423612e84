import { ZephyrError } from '@zephyr-reporters/core'
import { messageOf as explained } from '@zephyr-reporters/core/internal'
import { ResultFileError, TemplateError } from '@zephyr-reporters/parser-template'
import { complain, printJson } from './output.js'

/** A wrong call or configuration: exit 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}

type ExitCode = 0 | 1 | 2 | 3

/** Runs a command. A failure is printed as one line, with `json` also as a document on stdout; returns the exit code. */
export async function reported(act: () => Promise<ExitCode>, json = false): Promise<ExitCode> {
  try {
    return await act()
  } catch (error) {
    const message = messageOf(error)
    const isUsage = [UsageError, ResultFileError, TemplateError].some((kind) => error instanceof kind)
    complain(`zephyr-report: ${message}`)
    if (json) printJson({ error: details(error, message, isUsage) })
    return isUsage ? 2 : 1
  }
}

function messageOf(error: unknown): string {
  const message = explained(error)
  if (error instanceof ResultFileError && error.line !== undefined)
    return `${message} (line ${error.line}, column ${error.column})`
  // A POST of unknown effect is never reported as a plain failure: sent again, it might take effect twice.
  if (error instanceof ZephyrError && error.reached === 'unknown' && changing.has(error.operation))
    return `${message} It is not known whether Zephyr did it: look with \`npx zephyr-report jobs list\` or \`status\` before you try again.`
  return message
}

const changing = new Set([
  'createJob',
  'executeJobs',
  'createAndExecuteJob',
  'updateAndExecuteJob',
  'cancelRun',
  'deleteJobs',
])

function details(error: unknown, message: string, isUsage: boolean) {
  if (!(error instanceof ZephyrError)) return { kind: isUsage ? 'usage' : 'failure', message }
  const { operation, status, serverMessage, hint, reached } = error
  return { kind: 'zephyr', message, operation, status, serverMessage, hint, reached }
}
