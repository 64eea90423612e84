import { accessSync, constants, existsSync, readdirSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { findPending, mergeFiles, options } from '@zephyr-reporters/core'
import { messageOf, resultFilePath, usualLimitMb } from '@zephyr-reporters/core/internal'
import type { Context } from '../command.js'
import { mergeOptionsOf, testCases } from '../deliver/input-files.js'
import { type Runner, runnersIn, runnerTitles } from '../setup/find-runners.js'
import { managerOf } from '../setup/package-manager.js'
import type { Check } from './check.js'

/** The oldest Node that our packages' `engines` allow; test/oldest-node.test.ts knows every place that names it. */
const oldestNode = '20.19'

/** Vitest 5 says so in its `engines`. */
const nodeOfVitest5 = '22.12'

/** Whether this Node is new enough. */
export function nodeCheck(): Check {
  return isOlder(process.versions.node, oldestNode)
    ? { what: 'Node', state: 'failed', says: process.version, todo: `The reporters need Node ${oldestNode} or newer.` }
    : { what: 'Node', state: 'ok', says: process.version }
}

/** Each runner of this folder: its version, its reporter's, and whether its configuration names the reporter. */
export function runnerChecks(folder: string): Check[] {
  let runners: Runner[]
  try {
    runners = runnersIn(folder)
  } catch (error) {
    return [{ what: 'runner', state: 'failed', says: messageOf(error), todo: 'Repair the file.' }]
  }
  if (runners.length === 0)
    return [{ what: 'runner', state: 'note', says: `no ${runnerTitles} in this folder: JUnit files only` }]
  return runners.map((runner) => ({ what: runner.title, ...stateOf(runner, folder) }))
}

function stateOf(
  { title, package: name, reporter, version, reporterVersion, oldest, configs, added, line }: Runner,
  folder: string,
): Omit<Check, 'what'> {
  const { install } = managerOf(folder)
  const where = configs.length === 0 ? 'no configuration file' : configs.join(', ')
  if (!version) return { state: 'note', says: 'is not installed', todo: `${install} ${name}` }
  if (isOlder(version, oldest))
    return { state: 'failed', says: version, todo: `The reporter needs ${title} ${oldest} or newer.` }
  if (name === 'vitest' && !isOlder(version, '5') && isOlder(process.versions.node, nodeOfVitest5))
    return { state: 'failed', says: version, todo: `Vitest 5 needs Node ${nodeOfVitest5}; this is ${process.version}.` }
  if (!reporterVersion)
    return {
      state: 'note',
      says: `${version}, ${where}; its reporter is not installed`,
      todo: `${install} ${reporter}`,
    }
  const says = `${version}, ${reporter} ${reporterVersion}, ${where}`
  if (added) return { state: 'ok', says }
  return { state: 'note', says: `${says}, which does not name the reporter`, todo: `Add it there: ${line}` }
}

function isOlder(version: string, than: string): boolean {
  const [[a = 0, b = 0], [c = 0, d = 0]] = [parts(version), parts(than)]
  return a < c || (a === c && b < d)
}
const parts = (version: string) => version.split('.').map((part) => Number.parseInt(part, 10))

/** Whether results can be written. */
export function resultsCheck(context: Context): Check {
  const folder = resultsFolder(context)
  let existing = folder
  while (!existsSync(existing)) existing = dirname(existing)
  try {
    if (!statSync(existing).isDirectory()) throw new Error(`${existing} is a file`)
    accessSync(existing, constants.W_OK)
    return { what: 'results folder', state: 'ok', says: `${folder} can be written` }
  } catch (error) {
    return {
      what: 'results folder',
      state: 'failed',
      says: `${folder} cannot be written (${messageOf(error)})`,
      todo: `Set ${options.outputFile.variable} to a file where that can be done.`,
    }
  }
}

/** Deliveries that were not finished. */
export function pendingCheck(context: Context): Check[] {
  const pending = findPending(resultsFolder(context))
  if (pending.length === 0) return []
  const says = `${pending.length} not finished, the oldest ${pending[0]}`
  return [{ what: 'deliveries', state: 'note', says, todo: '`npx zephyr-report resend` finishes them.' }]
}

/** The results of the last runs: their size beside what Zephyr takes, and their requirements. */
export async function* resultFileChecks(context: Context): AsyncGenerator<Check> {
  const folder = resultsFolder(context)
  if (!existsSync(folder) || !statSync(folder).isDirectory()) return
  for (const name of readdirSync(folder).filter((each) => each.endsWith('.xml'))) {
    const what = `result file ${name}`
    try {
      yield { what, ...(await fileState(join(folder, name), context)) }
    } catch (error) {
      yield { what, state: 'note', says: messageOf(error), todo: 'Run the tests again.' }
    }
  }
}

async function fileState(path: string, { loaded: { settings } }: Context): Promise<Omit<Check, 'what'>> {
  const megabytes = statSync(path).size / 1024 / 1024
  const size = `${megabytes < 0.1 ? 'less than 0.1' : megabytes.toFixed(1)} MB of the ${usualLimitMb} MB that Zephyr takes by default`
  if (megabytes > usualLimitMb)
    return { state: 'note', says: size, todo: 'Ask the administrator for a higher limit, or send fewer tests at once.' }
  const requirements = new Set<string>()
  const { counts, notes } = await mergeFiles([path], undefined, {
    ...mergeOptionsOf(settings),
    onCase: (testCase) => {
      for (const id of testCase.requirements ?? []) requirements.add(id)
    },
  })
  const linked = requirements.size === 1 ? '1 requirement' : `${requirements.size} requirements`
  return { state: 'ok', says: [`${testCases(counts.recorded)}, ${linked}, ${size}`, ...notes].join('. ') }
}

const resultsFolder = ({ loaded: { settings } }: Context) =>
  dirname(resultFilePath({ root: settings.root ?? process.cwd(), runner: 'upload' }, settings.outputFile))
