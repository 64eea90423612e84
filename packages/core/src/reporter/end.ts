import { dirname } from 'node:path'
import { type Loaded, missingForDelivery } from '../config/load.js'
import { fillNames } from '../config/names.js'
import { type Problem, problemsMessage } from '../config/problems.js'
import { packageRoot } from '../config/root.js'
import { annotateCi } from '../delivery/ci.js'
import { unfinishedWarning } from '../delivery/find-records.js'
import { displayPath, messageOf } from '../display.js'
import { prepareFile } from '../junit/prepared.js'
import type { SuiteFrame } from '../junit/suite.js'
import { allTests, type FileResults, type TestRun } from '../results/model.js'
import type { Interruption } from './interrupt.js'
import {
  type RunFile,
  resultFilePath,
  type ToWrite,
  writeAlone,
  writeForDelivery,
  writeOptions,
} from './result-file.js'
import type { RunOfFiles, Session } from './session-types.js'

// What writes the result file, during a run and at its end. Loaded behind the runner's start: it takes as long as what is
// needed there.

/** Makes a file's part of the result file when the file has ended. */
export function filePreparer({ loaded, log }: Session): (file: FileResults, run: RunOfFiles) => void {
  const frameOf = suiteFrames(loaded)
  return (file, run) => {
    try {
      prepareFile(file, frameOf(run))
    } catch (error) {
      // The end makes it then, and reports what is wrong.
      log.debug(messageOf(error))
    }
  }
}

/** What the suites of a run have in common; looked up in the file system once. */
function suiteFrames(loaded: Loaded): (run: RunOfFiles) => SuiteFrame {
  let folder: string | undefined
  return (run) => {
    folder ??= packageRoot(loaded, run).folder
    return { run: { ...run, packageRoot: folder }, options: writeOptions(loaded) }
  }
}

/** @returns whether all went as it should. The table "When it acts" in docs/contract.md, from its fourth row on. */
export async function finish(session: Session): Promise<boolean> {
  const { request, loaded, log } = session
  const { settings } = loaded
  for (const warning of loaded.warnings) log.warn(warning)
  const problems = [...loaded.problems, ...(await fillNames(loaded, request.cwd))]
  const toWrite = runToWrite(session)
  const { run } = toWrite
  if (isEmpty(allTests(run))) return endWithoutTests(toWrite)
  if (settings.dryRun) {
    const file = writeWithWarnings(toWrite, writeAlone)
    const { printDryRun } = await import('./dry-run.js')
    const missing = missingForDelivery(loaded, { needsServer: false })
    await printDryRun({ file, loaded, shard: file.shard, root: toWrite.root }, [...problems, ...missing], log)
    return true
  }
  const wrong: Problem[] = [...problems, ...missingForDelivery(loaded)]
  if (wrong.length > 0) return endWithWrongOptions(toWrite, wrong)
  if (session.isInterrupted) {
    endInterrupted(session)
    return true
  }
  if (run.shard && settings.shards === 'collect') return endCollected(toWrite, run.shard)
  if (!isAnyRecorded(run, settings.skipped)) {
    log.info(`No test ran (${Array.from(allTests(run)).length} did not run): nothing is sent to Zephyr.`)
    return true
  }
  return deliverRun(session, toWrite)
}

function runToWrite({ request, loaded, log }: Session, cutOff?: Interruption): ToWrite {
  const found = request.run(cutOff)
  const { root, outputFile } = loaded.settings
  const counted = packageRoot(loaded, found)
  // Result files stay in the runner's own root, also where packages count from a configuration file's folder above it.
  const resultFile = resultFilePath({ ...found, root: root ?? found.root }, outputFile)
  return { run: { ...found, packageRoot: counted.folder }, root: counted, resultFile, loaded, log }
}

function writeWithWarnings(toWrite: ToWrite, write: (toWrite: ToWrite) => RunFile): RunFile {
  const file = write(toWrite)
  const { root, log } = toWrite
  for (const warning of [...file.warnings, root.warning]) if (warning) log.warn(warning)
  return file
}

/** An empty shard leaves a file, so that the set of all shards is complete. */
function endWithoutTests(toWrite: ToWrite): boolean {
  const { run, log } = toWrite
  const where = run.shard ? ` The empty shard is in ${displayPath(writeAlone(toWrite).path)}.` : ''
  log.info(`No test ran: nothing is sent to Zephyr.${where}`)
  return true
}

function endWithWrongOptions(toWrite: ToWrite, wrong: readonly Problem[]): boolean {
  const { loaded, log } = toWrite
  let where = ''
  try {
    const path = displayPath(writeWithWarnings(toWrite, writeAlone).path)
    where = ` The results are in ${path}: \`npx zephyr-report upload ${path}\` sends them.`
  } catch (error) {
    where = ` ${messageOf(error)}`
  }
  const message = `${problemsMessage(wrong)}\nNothing was sent to Zephyr.${where}`
  log.error(message)
  annotateCi(message, loaded, log)
  return false
}

/** Writes what is known of an interrupted run, synchronously. A second call replaces the file, and says so only where it lies elsewhere. */
export function endInterrupted(session: Session, cutOff?: Interruption) {
  const { log } = session
  const toWrite = runToWrite(session, cutOff)
  const isRepeated = session.interruptedFile !== undefined
  if (!toWrite.run.shard && isEmpty(allTests(toWrite.run))) {
    if (!isRepeated) log.info('The run was interrupted before any test ended: nothing is sent to Zephyr.')
    session.interruptedFile ??= ''
    return
  }
  const path = displayPath(writeWithWarnings(toWrite, writeAlone).path)
  // What the runner knows by now replaces what the signal's handler wrote; it is said again only where it lies elsewhere.
  if (session.interruptedFile !== path)
    log.warn(
      `The run was interrupted: nothing is sent to Zephyr. What ran is in ${path}; \`npx zephyr-report upload ${path}\` sends it.`,
    )
  session.interruptedFile = path
}

function endCollected(toWrite: ToWrite, { current, total }: NonNullable<TestRun['shard']>): boolean {
  const file = writeWithWarnings(toWrite, writeAlone)
  toWrite.log.info(
    `Shard ${current} of ${total} is in ${displayPath(file.path)}; nothing is sent yet. \`npx zephyr-report upload\` with the files of all ${total} shards sends them as one run.`,
  )
  return true
}

async function deliverRun(session: Session, toWrite: ToWrite): Promise<boolean> {
  const { loaded, log } = session
  const warning = unfinishedWarning(dirname(toWrite.resultFile))
  if (warning) log.warn(warning)
  const { path: file, counts, shard } = writeWithWarnings(toWrite, writeForDelivery)
  session.isDelivering = true
  const { deliver } = await import('../delivery/deliver.js')
  return (await deliver({ file, counts, loaded, shard, log })).status === 'delivered'
}

function isEmpty(tests: Iterable<unknown>): boolean {
  for (const _ of tests) return false
  return true
}

function isAnyRecorded(run: TestRun, skipped: 'omit' | 'include'): boolean {
  for (const { outcome } of allTests(run)) if (outcome !== 'notRun' || skipped === 'include') return true
  return false
}
