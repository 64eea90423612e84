import { dirname } from 'node:path'
import { type Loaded, missingForDelivery, resolveSettings } from '../config/load.js'
import { fillNames } from '../config/names.js'
import { type Problem, problemsMessage } from '../config/problems.js'
import type { ZephyrReporterOptions } from '../config/reporter-options.js'
import { packageRoot } from '../config/root.js'
import { secretsOf } from '../config/secrets.js'
import { annotateCi } from '../delivery/ci.js'
import { unfinishedWarning } from '../delivery/find-records.js'
import { displayPath, messageOf } from '../display.js'
import { prepareFile } from '../junit/prepared.js'
import type { SuiteFrame } from '../junit/suite.js'
import { createLog, type Log } from '../log.js'
import { allTests, type FileResults, type TestRun } from '../results/model.js'
import { type Interruption, onInterrupt } from './interrupt.js'
import {
  type RunFile,
  resultFilePath,
  type ToWrite,
  writeAlone,
  writeForDelivery,
  writeOptions,
} from './result-file.js'

// What a reporter holds during a run. Whatever only a delivery or a dry run needs is loaded there.

export { resultFilePath } from './result-file.js'

/** What a reporter knows when its run begins. */
export interface ReportRequest {
  /** `jest`, `vitest`, `playwright`, `mocha`. */
  runner: string
  options?: ZephyrReporterOptions
  /** What is known now, translated synchronously: at run end, or midway where a signal or an exit of the process cuts the run off. */
  run: (cutOff?: Interruption) => TestRun
  /** Default: the working directory. */
  cwd?: string
}

/** A run that has begun, to be ended once. */
export interface Report {
  /**
   * A test file has ended, while others run: makes its part of the result file, so that the run's end need not. The run
   * then has this very object among its `files`. Never throws.
   */
  fileEnded(file: FileResults, run: RunOfFiles): void
  /**
   * The run has ended: writes the file, delivers, says so. Never throws and ends within the delivery's time limit. A
   * second call gets the first one's promise, so that one run is delivered once.
   */
  end(how?: { interrupted?: boolean }): Promise<Ended>
}

/** How the report of a run ended, as far as the runner must know. */
export interface Ended {
  /** `strict` is set and something went wrong: the reporter makes the runner fail. */
  failRun: boolean
}

/** Opens the report of a run: reads the options, and from now on writes the file even when a signal ends the run. */
export async function startReport(request: ReportRequest): Promise<Report> {
  const loaded = await resolveSettings({ ...request, options: { ...request.options } })
  const log = createLog({ level: loaded.settings.logLevel, secrets: secretsOf(loaded.settings) })
  const session: Session = { request, loaded, log, isInterrupted: false, isDelivering: false }
  const stopListening = onInterrupt((by) => {
    if (session.isDelivering)
      return log.warn('Interrupted while sending. `npx zephyr-report resend` finishes it; nothing is sent twice.')
    session.isInterrupted = true
    try {
      endInterrupted(session, by)
    } catch (error) {
      sayFailed(log, error)
    }
  })
  if (!loaded.settings.dryRun && missingForDelivery(loaded).length === 0) preloadDelivery()
  const frameOf = suiteFrames(loaded)
  let ended: Promise<Ended> | undefined
  return {
    fileEnded(file, run) {
      try {
        prepareFile(file, frameOf(run))
      } catch (error) {
        // The end makes it then, and reports what is wrong.
        log.debug(messageOf(error))
      }
    },
    end({ interrupted = false } = {}) {
      session.isInterrupted ||= interrupted
      ended ??= finish(session)
        .catch((error: unknown) => sayFailed(log, error))
        .then((fine) => ({ failRun: !fine && !session.isInterrupted && loaded.settings.strict }))
        .finally(stopListening)
      return ended
    },
  }
}

type RunOfFiles = Omit<TestRun, 'tests' | 'files'>

/** What the suites of a run have in common; looked up in the file system once. */
function suiteFrames(loaded: Loaded): (run: RunOfFiles) => SuiteFrame {
  let folder: string | undefined
  return (run) => {
    folder ??= packageRoot(loaded, run).folder
    return { run: { ...run, packageRoot: folder }, options: writeOptions(loaded) }
  }
}

/**
 * Loads, while the tests run, what the delivery needs at their end: 50 ms that nobody waits for then. What fails to load
 * here fails there again, and is reported there.
 */
function preloadDelivery() {
  const load = () => void Promise.allSettled([import('../delivery/deliver.js'), import('ofetch'), globalThis.fetch])
  setTimeout(load, preloadAfterMs).unref()
}

/** Behind what the runner does at its start. */
const preloadAfterMs = 200

interface Session {
  request: ReportRequest
  loaded: Loaded
  log: Log
  /** By a signal, or as the runner says: nothing is sent. */
  isInterrupted: boolean
  /** Results are on disk for a delivery. */
  isDelivering: boolean
  /** The file of an interrupted run, which a runner may end twice: in the signal's handler and by its end hook. */
  interruptedFile?: string
}

/** @returns whether all went as it should. The table "When it acts" in docs/contract.md, from its fourth row on. */
async function finish(session: Session): Promise<boolean> {
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

function endInterrupted(session: Session, cutOff?: Interruption) {
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

function sayFailed(log: Log, error: unknown): false {
  log.error(`${messageOf(error)}\nNothing was sent to Zephyr.`)
  if (error instanceof Error && error.stack) log.debug(error.stack)
  return false
}
