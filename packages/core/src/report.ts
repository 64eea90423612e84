import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join, resolve } from 'node:path'
import { type Loaded, missingForDelivery, resolveSettings } from './config/load.js'
import { fillNames } from './config/names.js'
import { type Problem, problemsMessage } from './config/problems.js'
import type { ZephyrReporterOptions } from './config/reporter-options.js'
import { type PackageRoot, packageRoot } from './config/root.js'
import { hasCredential, secretsOf } from './config/secrets.js'
import { tellCi } from './delivery/ci.js'
import { setAside } from './delivery/files.js'
import { type Interruption, onInterrupt } from './interrupt.js'
import { type WrittenFile, writeResultFile } from './junit/write.js'
import { createLog, type Log } from './log.js'
import type { Shard, TestRun } from './results/model.js'
import { shown } from './shown.js'

// What a reporter loads, as `@zephyr-reporters/core/report`: whatever only a delivery or a dry run needs is loaded there.

export { runFailure } from './results/model.js'

export interface ReportRequest {
  /** `jest`, `vitest`, `playwright`. */
  runner: string
  options?: ZephyrReporterOptions
  /** What is known now, translated synchronously: at run end, or midway where a signal or an exit of the process cuts the run off. */
  run: (cutOff?: Interruption) => TestRun
  /** Default: the working directory. */
  cwd?: string
}

export interface Report {
  /**
   * The run has ended: writes the file, delivers, tells. Never throws and ends within the delivery's budget. A second
   * call gets the first one's promise, so that one run is delivered once.
   */
  end(how?: { interrupted?: boolean }): Promise<Ended>
}

export interface Ended {
  /** `strict` is set and something went wrong: the reporter makes the runner fail. */
  failRun: boolean
}

/** Opens the report of a run: reads the options, and from now on writes the file even when a signal ends the run. */
export async function startReport(request: ReportRequest): Promise<Report> {
  const loaded = await resolveSettings({ ...request, options: { ...request.options } })
  const log = createLog({ level: loaded.settings.logLevel, secrets: secretsOf(loaded.settings) })
  let written: RunFile | undefined
  let told = false
  // Playwright calls its end hook after a Ctrl+C that the handler below has told of already.
  const tellOnce = (file: RunFile | undefined) => {
    if (!told) tellInterrupted(file, log)
    told = true
  }
  const write = (cutOff?: Interruption) => {
    written = undefined
    written = writeRun(request.run(cutOff), loaded, log)
    return written
  }
  const stopListening = onInterrupt((by) => {
    if (written) log.warn('Interrupted while sending. `zephyr-report resend` finishes it without doubling.')
    else guarded(log, () => tellOnce(write(by)))
  })
  let ended: Promise<Ended> | undefined
  return {
    end({ interrupted = false } = {}) {
      ended ??= finish(loaded, log, write, interrupted ? tellOnce : undefined, request.cwd)
        .catch((error: unknown) => failed(log, error))
        .then((fine) => ({ failRun: !fine && !interrupted && loaded.settings.strict }))
        .finally(stopListening)
      return ended
    },
  }
}

/** Says, where a credential is present, that this mode sends nothing. */
export async function tellInactive(
  mode: string,
  options: ZephyrReporterOptions = {},
  runner = 'reporter',
): Promise<void> {
  const { settings } = await resolveSettings({ runner, options: { ...options } })
  if (!hasCredential(settings)) return
  createLog({ level: settings.logLevel }).info(`Nothing is sent to Zephyr in ${mode}.`)
}

/** Whether all went as it should; the contract's table "When it acts", from its fourth row on. */
async function finish(
  loaded: Loaded,
  log: Log,
  write: () => RunFile | undefined,
  tellInterrupted: ((file: RunFile) => void) | undefined,
  cwd?: string,
) {
  const { settings } = loaded
  for (const warning of loaded.warnings) log.warn(warning)
  const problems = [...loaded.problems, ...(await fillNames(loaded, cwd))]
  const file = write()
  if (!file || file.counts.total === 0) {
    log.info(`No test ran: nothing is sent to Zephyr.${file ? ` The empty shard is in ${shown(file.path)}.` : ''}`)
    return true
  }
  for (const warning of file.warnings) log.warn(warning)
  if (file.root.warning) log.warn(file.root.warning)

  if (settings.dryRun) {
    const missing = missingForDelivery(loaded, { needsServer: false })
    const { tellDryRun } = await import('./dry-run.js')
    await tellDryRun({ file, loaded, shard: file.shard, root: file.root }, [...problems, ...missing], log)
    return true
  }
  const wrong: Problem[] = [...problems, ...missingForDelivery(loaded)]
  if (wrong.length > 0) {
    const message = `${problemsMessage(wrong)}\nNothing was sent to Zephyr. The results are in ${shown(file.path)}: \`zephyr-report upload ${shown(file.path)}\` sends them.`
    log.error(message)
    tellCi(message, loaded, log)
    return false
  }
  if (tellInterrupted) {
    tellInterrupted(file)
    return true
  }
  if (file.shard && settings.shards === 'collect') {
    const { current, total } = file.shard
    log.info(
      `Shard ${current} of ${total} is in ${shown(file.path)}; nothing is sent yet. \`zephyr-report upload\` with the files of all ${total} shards sends them as one run.`,
    )
    return true
  }
  if (file.counts.recorded === 0) {
    log.info(`No test ran (${file.counts.notRun} did not run): nothing is sent to Zephyr.`)
    return true
  }
  const { deliver } = await import('./delivery/deliver.js')
  const result = await deliver({ file: file.path, counts: file.counts, loaded, shard: file.shard, log })
  return result.status === 'delivered'
}

/** The result file with what the table's rows ask of it. */
type RunFile = WrittenFile & { shard?: Shard; root: PackageRoot }

/** Writes the run's file; none where no test is defined and no shard asks for an empty one. */
function writeRun(found: TestRun, loaded: Loaded, log: Log): RunFile | undefined {
  const { settings } = loaded
  const root = packageRoot(loaded, found)
  const run: TestRun = { ...found, packageRoot: root.folder }
  const { shard } = run
  if (!shard && isEmpty(run.tests)) return undefined
  const path = resultFilePath({ ...run, root: settings.root ?? found.root }, settings.outputFile)
  const { createPackage, packagePrefix, skipped, titleLinks } = settings
  const options = { createPackage, packagePrefix, skipped, titleLinks }
  const write = (where: string) => ({ ...writeResultFile(where, run, options), shard, root })
  try {
    const aside = setAside(path)
    if (aside)
      log.warn(
        `An earlier run was not delivered; its results are kept in ${shown(aside)}. \`zephyr-report resend\` sends them.`,
      )
    return write(path)
  } catch (error) {
    return writeElsewhere(error, path, write, log)
  }
}

/** A folder that cannot be written, a full disk: the results must not be lost with the place that was meant for them. */
function writeElsewhere<T>(error: unknown, path: string, write: (where: string) => T, log: Log): T {
  let folder: string | undefined
  try {
    folder = mkdtempSync(join(tmpdir(), 'zephyr-results-'))
    const where = join(folder, basename(path))
    const file = write(where)
    log.warn(`${error instanceof Error ? error.message : String(error)} For now the results are in ${where}.`)
    return file
  } catch {
    // Nor there: what kept the file from its own place is the thing to tell.
    if (folder) rmSync(folder, { recursive: true, force: true })
    throw error
  }
}

/** `zephyr-results/<runner>.xml` from the root; a shard's has `-K-of-N` before `.xml`, so that shards never overwrite each other. */
export function resultFilePath(
  { root, runner, shard }: Pick<TestRun, 'root' | 'runner' | 'shard'>,
  outputFile?: string,
): string {
  const path = resolve(root, outputFile ?? `zephyr-results/${runner}.xml`)
  return shard ? `${path.replace(/\.xml$/i, '')}-${shard.current}-of-${shard.total}.xml` : path
}

function tellInterrupted(file: WrittenFile | undefined, log: Log) {
  if (!file) return log.info('The run was interrupted before any test ended: nothing is sent to Zephyr.')
  log.warn(
    `The run was interrupted: nothing is sent to Zephyr. What ran is in ${shown(file.path)}; \`zephyr-report upload ${shown(file.path)}\` sends it.`,
  )
}

function isEmpty(tests: Iterable<unknown>): boolean {
  for (const _ of tests) return false
  return true
}

function guarded(log: Log, act: () => void) {
  try {
    act()
  } catch (error) {
    failed(log, error)
  }
}

function failed(log: Log, error: unknown): false {
  log.error(`${error instanceof Error ? error.message : String(error)}\nNothing was sent to Zephyr.`)
  if (error instanceof Error && error.stack) log.debug(error.stack)
  return false
}
