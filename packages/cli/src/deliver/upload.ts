import { rmSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import {
  type CheckedFiles,
  type Counts,
  checkFiles,
  type DeliveryResult,
  deliver,
  findPending,
  foresee,
  type Merged,
  type MergeOptions,
  missingForDelivery,
  type Pending,
  type Problem,
  problemsMessage,
  readPending,
  resend,
} from '@zephyr-reporters/core'
import {
  exitCodeOf,
  holdReplaced,
  newOwnFile,
  newPending,
  placeResult,
  resultFilePath,
  savePending,
  sha256Of,
  temporaryPath,
  unfinishedWarning,
} from '@zephyr-reporters/core/internal'
import { type Action, type Context, mustDeliver, openContext } from '../command.js'
import { UsageError } from '../failure.js'
import { print, printJson } from '../output.js'
import { readingProgress, waiting } from '../progress.js'
import { checkShards, filesOf, isSameFile, mergeOptionsOf, repairLines } from './input-files.js'

/** Merges JUnit files of any origin and delivers them as one run. */
export const upload: Action = async (invocation) => {
  const { context, problems } = await openContext(invocation)
  const { loaded, log, json } = context
  const { settings, sources } = loaded
  for (const warning of loaded.warnings) log.warn(warning)
  if (!settings.enabled) {
    log.info(`Nothing is sent: enabled is off (${sources.enabled.label}).`)
    return 0
  }
  if (!settings.dryRun) {
    if (problems.length > 0) throw new UsageError(problemsMessage(problems))
    mustDeliver(context)
  }
  const resultFile = resultFilePath({ root: settings.root ?? process.cwd(), runner: 'upload' }, settings.outputFile)
  const files = await filesOf(invocation.args, { output: resultFile, log })
  if (files.some((input) => isSameFile(input, resultFile)))
    throw new UsageError(`${resultFile} is where the merged file is written. Name another with --output-file.`)
  const options: MergeOptions = {
    ...mergeOptionsOf(settings),
    onRead: readingProgress(context, files),
    onShards: (shards) => checkShards({ shards }, invocation.flags.allowMissing === true),
  }
  // Read once without writing: nothing that stands there is touched for files that are refused.
  const checked = await checkFiles(files, options)
  if (checked.counts) mustHaveTests(checked.counts, files)
  const job: Upload = { context, files, resultFile, checked }
  if (settings.dryRun) {
    const missing = missingForDelivery(loaded, { needsServer: false })
    await showDryRun(job, [...problems, ...missing])
    return 0
  }
  const result = await uploadOrResend(job)
  if (json) printJson(result)
  return exitCodeOf(result)
}

interface Upload {
  context: Context
  files: readonly string[]
  /** The copy of the merged file for people and artifacts. */
  resultFile: string
  checked: CheckedFiles
}

function mustHaveTests(counts: Counts, files: readonly string[]) {
  if (counts.total === 0)
    throw new UsageError(`No test case in ${files.length === 1 ? files[0] : `${files.length} files`}: nothing is sent.`)
  if (counts.recorded === 0) throw new UsageError('Not one of the tests ran: nothing is sent.')
}

/** Merges into a file that no other process writes, and delivers it; results that are pending already are sent by their `resend`. */
async function uploadOrResend(upload: Upload): Promise<DeliveryResult> {
  const { context, resultFile } = upload
  const { loaded, log } = context
  const file = ownFile(resultFile, loaded.runner)
  const { counts, sha256 = '' } = await mergeChecked(upload, file)
  let begun: Awaited<ReturnType<typeof holdReplaced>>
  try {
    begun = await holdReplaced(await pendingOf(upload, sha256), log)
  } catch (error) {
    rmSync(file, { force: true })
    throw error
  }
  if ('busy' in begun) {
    const path = begun.busy
    rmSync(file, { force: true })
    log.info('These results may have been sent before: Zephyr is asked first, so that nothing is recorded twice.')
    return waiting(context, 'Finishing the delivery …', () => resend({ path, loaded, log }))
  }
  const warning = unfinishedWarning(dirname(resultFile))
  if (warning) log.warn(warning)
  try {
    // At once, so that a process that is killed from here on leaves what a `resend` can send.
    savePending(file, newPending({ file, counts, sha256, loaded, resultFile, replaces: begun.ids }))
    begun.discard()
  } catch (error) {
    begun.release()
    // The delivery tries again, and says so where it cannot either.
    log.debug(error instanceof Error ? error.message : String(error))
  }
  return waiting(context, 'Delivering …', () => deliver({ file, counts, loaded, log }))
}

/** @throws UsageError where there is nothing to send; no file is left behind */
async function mergeChecked({ context, files, checked }: Upload, file: string): Promise<Merged> {
  const merged = await checked.write(file)
  try {
    mustHaveTests(merged.counts, files)
  } catch (error) {
    rmSync(file, { force: true })
    throw error
  }
  for (const line of repairLines(merged)) context.log.info(line)
  return merged
}

function ownFile(resultFile: string, runner: string): string {
  try {
    return newOwnFile(resultFile, runner).file
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error))
  }
}

/**
 * Deliveries of these bytes to the same job that are not finished: a former upload of them, or a reporter's run whose
 * result file is named.
 */
async function pendingOf({ context, files, resultFile }: Upload, merged: string): Promise<string[]> {
  const [only, ...others] = files
  const given =
    only !== undefined && others.length === 0 ? { path: resolve(only), sha256: await sha256Of(only) } : undefined
  const folders = new Set([dirname(resultFile), ...(given ? [dirname(given.path)] : [])])
  return [...new Set([...folders].flatMap(findPending))].filter((path) => {
    const pending = readable(path)
    if (!pending || !isSameTarget(pending, context)) return false
    return pending.sha256 === given?.sha256 || (pending.runner === 'upload' && pending.sha256 === merged)
  })
}

function isSameTarget({ settings: then }: Pending, { loaded: { settings: now } }: Context): boolean {
  const [old, url] = [then.url, now.url]
  if (typeof old !== 'string' || url === undefined || new URL(old).origin !== new URL(url).origin) return false
  const names =
    now.jobId === undefined ? (['projectId', 'releaseId', 'jobId', 'jobName'] as const) : (['jobId'] as const)
  return names.every((name) => then[name] === now[name])
}

/** `undefined` where the pending file cannot be read; it stays, and `resend` says why. */
function readable(path: string): Pending | undefined {
  try {
    const record = readPending(path)
    return 'pending' in record ? record.pending : undefined
  } catch {
    return undefined
  }
}

async function showDryRun(upload: Upload, problems: readonly Problem[]) {
  const { context, resultFile } = upload
  const { loaded, log, json } = context
  const draft = temporaryPath(resultFile)
  const { counts, mended } = await mergeChecked(upload, draft)
  const path = placeResult(draft, resultFile)
  const { plan, records, lines } = await foresee({ file: { path, counts }, loaded })
  if (json) return printJson({ dryRun: true, file: path, plan, problems, counts, mended, records })
  if (problems.length > 0) log.warn(problemsMessage(problems))
  print(lines.filter((line) => !line.startsWith('Left out')).join('\n'))
}
