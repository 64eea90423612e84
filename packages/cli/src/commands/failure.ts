import { ResultFileError, TemplateError } from '@zephyr-reporters/parser-template'

/** A wrong call or configuration: exit 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}

type ExitCode = 0 | 1 | 2 | 3

/** Runs a command; a failure is one clear line, and its exit code says whose it is. */
export async function reported(act: () => Promise<ExitCode>): Promise<ExitCode> {
  try {
    return await act()
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    const where =
      error instanceof ResultFileError && error.line !== undefined
        ? ` (line ${error.line}, column ${error.column})`
        : ''
    process.stderr.write(`zephyr-report: ${message}${where}\n`)
    return [UsageError, ResultFileError, TemplateError].some((kind) => error instanceof kind) ? 2 : 1
  }
}
