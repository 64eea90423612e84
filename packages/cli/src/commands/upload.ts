import { readdirSync, renameSync, rmSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import {
  type DeliveryResult,
  deliver,
  exitCodeOf,
  foresee,
  type Merged,
  type MergeOptions,
  mayHaveArrived,
  mergeFiles,
  missingForDelivery,
  type Problem,
  problemsMessage,
  readPending,
  resend,
  resultFilePath,
  resultPath,
  setAside,
  sha256Of,
} from '@zephyr-reporters/core'
import type { Action } from '../program.js'
import { type Context, mustDeliver, openContext, print, printJson } from './context.js'
import { UsageError } from './failure.js'
import { checkShards, filesOf, mendedLine } from './files.js'
import { readingProgress, waiting } from './progress.js'

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
  const file = resultFilePath({ root: settings.root ?? process.cwd(), runner: 'upload' }, settings.outputFile)
  const files = await filesOf(invocation.args, { output: file, log })
  if (files.some((input) => resolve(input) === file))
    throw new UsageError(`${file} is where the merged file is written. Name another with --output-file.`)
  const { createPackage, skipped } = settings
  const options: MergeOptions = { createPackage, skipped }
  // Read once without writing: nothing that stands there is touched for files that are refused.
  const checked = await mergeFiles(files, undefined, { ...options, onRead: readingProgress(context, files) })
  checkShards(checked, invocation.flags.allowMissing === true)
  if (checked.counts.total === 0)
    throw new UsageError(`No test case in ${files.length === 1 ? files[0] : `${files.length} files`}: nothing is sent.`)
  for (const line of mendedLine(checked)) log.info(line)
  if (checked.counts.recorded === 0) throw new UsageError('Not one of the tests ran: nothing is sent.')

  if (settings.dryRun) {
    moveAside(file, context)
    await mergeFiles(files, file, options)
    await showDryRun(context, file, checked, [...problems, ...missingForDelivery(loaded, { needsServer: false })])
    return 0
  }
  const result = await deliverMerged(context, files, file, options)
  if (json) printJson(result)
  return exitCodeOf(result)
}

/** Delivers the merged file; where an upload of just these results was not finished, it is that one that is finished. */
async function deliverMerged(
  context: Context,
  files: readonly string[],
  file: string,
  options: MergeOptions,
): Promise<DeliveryResult> {
  const { loaded, log } = context
  const merged = `${file}.merged`
  const { counts } = await mergeFiles(files, merged, { ...options, onRead: readingProgress(context, files) })
  const begun = unfinished(dirname(file), await sha256Of(merged))
  if (begun && mayHaveArrived(begun.state)) {
    rmSync(merged)
    log.info('These results may have been sent before: Zephyr is asked first, so that nothing is doubled.')
    return waiting(context, 'Finishing the delivery …', () => resend({ path: begun.path, loaded, log }))
  }
  // Never sent, and about to be sent by this upload.
  if (begun) for (const path of [begun.path, resultPath(begun.path)]) rmSync(path, { force: true })
  moveAside(file, context)
  renameSync(merged, file)
  return waiting(context, 'Delivering …', () => deliver({ file, counts, loaded, log }))
}

/** An upload of results with this hash that was not delivered, moved aside or not. */
function unfinished(folder: string, sha256: string) {
  for (const name of readdirSync(folder)) {
    const path = join(folder, name)
    const kept = name.endsWith('.pending.json') ? readable(path) : undefined
    if (kept && 'pending' in kept && kept.pending.runner === 'upload' && kept.pending.sha256 === sha256)
      return { path, state: kept.pending.state }
  }
  return undefined
}

/** One that cannot be read is moved aside with the rest, and told by `resend`. */
function readable(path: string) {
  try {
    return readPending(path)
  } catch {
    return undefined
  }
}

function moveAside(file: string, { log }: Context) {
  const aside = setAside(file)
  if (aside)
    log.warn(`An earlier run was not delivered; its results are kept in ${aside}. \`zephyr-report resend\` sends them.`)
}

async function showDryRun({ loaded, log, json }: Context, path: string, merged: Merged, problems: readonly Problem[]) {
  const { counts, mended } = merged
  const { plan, records, lines } = await foresee({ file: { path, counts }, loaded })
  if (json) return printJson({ dryRun: true, file: path, plan, problems, counts, mended, records })
  if (problems.length > 0) log.warn(problemsMessage(problems))
  print(lines.filter((line) => !line.startsWith('Left out')).join('\n'))
}
