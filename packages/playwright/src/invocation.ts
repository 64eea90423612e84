import type { ZephyrReporterOptions } from '@zephyr-reporters/core'

/** How Playwright called the reporter: fields that it adds to the user's options, and flags that only the command line holds. */
export interface Invocation {
  /** The user's options, without Playwright's own. */
  options: ZephyrReporterOptions
  /** A mode in which nothing is delivered, in words for the user. */
  inactive?: string
  /** `merge-reports`: the tests ran elsewhere. */
  merging: boolean
  /** Folder of the configuration file; the working directory where there is none. */
  configDir?: string
  /** `PWTEST_BOT_NAME`, which names this environment in a blob report. */
  environment?: string
}

/** @param given The constructor's argument: the user's options spread over Playwright's `configDir`, `_mode`, … */
export function invocationOf(given: object): Invocation {
  const entries = Object.entries(given)
  const own = (name: string) => entries.find(([key]) => key === name)?.[1]
  const configDir = own('configDir')
  return {
    options: Object.fromEntries(entries.filter(([name]) => name !== 'configDir' && !name.startsWith('_'))),
    inactive:
      own('_isTestServer') === true
        ? interactiveMode() || editor
        : own('_mode') === 'list'
          ? 'list mode'
          : interactiveMode(),
    merging: own('_mode') === 'merge',
    configDir: typeof configDir === 'string' ? configDir : undefined,
    environment: process.env.PWTEST_BOT_NAME || undefined,
  }
}

const editor = "an editor's test server"

// Playwright 1.65 says `test` in its UI mode and test server as well: only the command line differs.
function interactiveMode(): string | undefined {
  const [command, ...rest] = process.argv.slice(2)
  if (command === 'test-server') return editor
  const end = rest.indexOf('--')
  const flags = end === -1 ? rest : rest.slice(0, end)
  if (flags.some((flag) => /^--ui(-host|-port)?(=|$)/.test(flag))) return 'UI mode'
  return process.env.PWTEST_WATCH ? 'watch mode' : undefined
}
