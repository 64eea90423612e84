import { existsSync, statSync } from 'node:fs'
import { relative } from 'node:path'
import { type Loaded, planDelivery, problemsMessage } from '@zephyr-reporters/core'
import { planLines, resultFilePath } from '@zephyr-reporters/core/internal'
import { openContext } from '../command.js'
import { indented } from '../output.js'
import { execute } from './execute.js'
import { type Runner, runnersIn } from './find-runners.js'
import { agreed } from './prompts.js'
import type { Setup } from './setup.js'

/** Runs the tests without sending anything, or shows what a delivery would send and how to try it. */
export async function tryOut(first: Runner | undefined, setup: Setup) {
  const { invocation, folder, say } = setup
  const { context, problems } = await openContext(invocation)
  const plan = planDelivery({ loaded: context.loaded })
  const ready = runnersIn(folder).filter(({ added, reporterVersion, version }) => added && reporterVersion && version)
  const runs = invocation.flags.run === false ? [] : await dryRuns(ready, context.loaded, setup)
  if (runs.length === 0) {
    say(`\nA delivery from here:\n${indented(planLines(plan).join('\n'))}`)
    if (problems.length > 0) say(problemsMessage(problems))
    say(`\nSee what Zephyr would record, sending nothing:\n  ${dryRunOf(first)}`)
  }
  for (const run of runs) say(`\n${run.file ? `${run.title}: ${lookAt(run.file)}` : noFile(run)}`)
  return { plan, dryRuns: runs }
}

interface DryRun {
  title: string
  command: string
  /** Missing where it was ended for taking too long. */
  exit?: number
  /** What the reporter wrote. */
  file?: string
}

/** Runs the tests with a reporter that sends nothing: at a terminal where that is wanted, else for a limited time. */
async function dryRuns(ready: readonly Runner[], { settings }: Loaded, { ask, json }: Setup) {
  const runs: DryRun[] = []
  for (const { name, title, command } of ready) {
    if (ask && !(await agreed(ask, `Run your ${title} tests now, sending nothing? (${command})`))) continue
    const path = resultFilePath({ root: settings.root ?? process.cwd(), runner: name }, settings.outputFile)
    const started = Date.now()
    const env = { ZEPHYR_DRY_RUN: 'true', PLAYWRIGHT_HTML_OPEN: 'never' }
    const { exit } = await execute(command, { env, json, limitSeconds: ask ? undefined : dryRunLimitSeconds })
    const isNew = existsSync(path) && statSync(path).mtimeMs >= started - coarsestTimeMs
    runs.push({ title, command, exit, file: isNew ? relative(process.cwd(), path) : undefined })
  }
  return runs
}

/** How long a dry run may take that nobody watches. */
const dryRunLimitSeconds = 600

/** A file system may count whole seconds. */
const coarsestTimeMs = 1000

const dryRunOf = (runner: Runner | undefined) =>
  runner ? `ZEPHYR_DRY_RUN=true ${runner.command}` : 'npx zephyr-report upload FILE --dry-run'

const lookAt = (file: string) =>
  `the dry run wrote ${file}. Look at it as a page:\n  npx zephyr-report preview ${file} --html preview.html`

const noFile = ({ title, command, exit }: DryRun) =>
  `${title}: the dry run (${command}) ${exit === undefined ? `was ended after ${dryRunLimitSeconds / 60} minutes` : `ended with ${exit}`} and wrote no results. Look at its output above, and try it again:\n  ZEPHYR_DRY_RUN=true ${command}`
