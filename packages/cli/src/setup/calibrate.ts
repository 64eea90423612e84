import { dirname } from 'node:path'
import {
  calibrate,
  defaultWaitSeconds,
  type ServerRules,
  serverFileName,
  stockRules,
  writeServerFile,
} from '@zephyr-reporters/core/internal'
import { type Action, clientOf, contextOf, mustDeliver } from '../command.js'
import { print, printJson } from '../output.js'
import { waiting } from '../progress.js'
import { table } from '../table.js'
import { asking } from './prompts.js'

/** What is printed for each rule. */
const questions: Readonly<Record<keyof ServerRules, string>> = {
  error: '<error>',
  skipped: '<skipped/>',
  failureWithoutText: '<failure> without text',
  nestedSuiteRecords: 'records of a test case in a suite within a suite',
  sameNameRecords: 'records of two test cases of one name',
  longName: 'a name of 255 characters',
  dotsMakeFolders: 'a dot in the package makes a folder',
}

/** Measures by which rules this server reads files, and writes them to `zephyr.server.json`. */
export const calibrateServer: Action = async (invocation) => {
  const context = await contextOf(invocation)
  mustDeliver(context)
  clientOf(context)
  const { loaded, log, json } = context
  const { url = '', repositoryPath, wait } = loaded.settings
  const names = { jobName: 'zephyr-report calibrate', cycleName: 'zephyr-report calibrate' }
  const what = `Calibrating creates on ${url} the job "${names.jobName}" and the cycle "${names.cycleName}" with 11 test cases named "probe …" below "${repositoryPath} > zephyr_probe". The job is deleted again; the cycle and the test cases stay.`
  log.info(what)
  if (invocation.flags.yes !== true && !(await (await asking()).confirm('Go on?'))) return 2
  const measured = await waiting(context, 'Measuring …', () =>
    calibrate({ loaded, names, waitSeconds: wait || defaultWaitSeconds, log }),
  )
  const { rules, problems, isJobDeleted, jobId, cycleId } = measured
  if (problems.length > 0) {
    const message = `This server's answers do not fit: ${problems.join('; ')}. Nothing is written.`
    if (json) printJson({ ...measured, message })
    else print(message)
    return 1
  }
  const [nearest] = loaded.configFiles
  const folder = nearest ? dirname(nearest) : process.cwd()
  const path = writeServerFile(folder, url, rules)
  if (json) {
    printJson({ ...measured, stock: stockRules, file: path })
    return 0
  }
  const rows = rulesOf(rules).map(([rule, value]) => {
    const stock = String(stockRules[rule])
    return [questions[rule], String(value), String(value) === stock ? '' : `stock: ${stock}`]
  })
  print(
    [
      table(['in the file', 'this server', ''], rows),
      '',
      `Written to ${path}: dry runs, previews and result files for this server follow it. Commit ${serverFileName}.`,
      `${isJobDeleted ? `Job ${jobId} is deleted.` : `Job ${jobId} could not be deleted.`} Cycle ${cycleId} and its test cases stay in Zephyr; delete them there if they are in the way.`,
    ].join('\n'),
  )
  return 0
}

const rulesOf = (rules: ServerRules) =>
  (Object.keys(questions) as (keyof ServerRules)[]).map((rule) => [rule, rules[rule]] as const)
