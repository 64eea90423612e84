import { accessSync, constants, mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { mergeFiles } from '@zephyr-reporters/core'
import { ResultFileError, recordsOf } from '@zephyr-reporters/parser-template'
import type { Context } from '../command.js'
import { mergeOptionsOf, repairLines } from '../deliver/input-files.js'
import { UsageError } from '../failure.js'

/** The file to send, and how. */
export interface Sending {
  path: string
  automationFramework: string
  createPackage?: boolean
  /** Sends the file unchanged, even where Zephyr would misread it. */
  asIs: boolean
}

/**
 * Calls `send` with the given file, or with a repaired copy under its name where Zephyr would misread it. Nothing is
 * repaired for another template than `junit`, because only that template knows how the file is read.
 */
export async function sendable<T>(
  { path, automationFramework, createPackage, asIs }: Sending,
  { loaded, log }: Context,
  send: (file: string) => Promise<T>,
): Promise<T> {
  mustBeReadable(path)
  const isJunit = automationFramework.toLowerCase() === 'junit'
  if (asIs && isJunit) await warnOfLoss(path, log)
  if (asIs || !isJunit) return await send(path)
  const options = { ...mergeOptionsOf(loaded.settings), createPackage }
  const checked = await mergeFiles([path], undefined, options)
  if (checked.counts.recorded === 0) throw new UsageError(`No test that ran in ${path}: nothing is sent.`)
  if (Object.keys(checked.mended).length + Object.keys(checked.counts.omitted).length === 0) return await send(path)
  const folder = mkdtempSync(join(tmpdir(), 'zephyr-report-'))
  try {
    const file = join(folder, basename(path))
    await mergeFiles([path], file, options)
    for (const line of repairLines(checked)) log.info(line)
    log.info(`A copy is sent; ${path} stays as it is. --as-is sends it so.`)
    return await send(file)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** A file is sent as it is where the user says so, but not without a word where the server would record nothing of it. */
async function warnOfLoss(path: string, log: Context['log']) {
  try {
    for await (const { lost, name } of recordsOf(path)) {
      if (lost === undefined) continue
      log.warn(`Zephyr would record nothing of ${path}: ${lost} (test ${name}). Without --as-is it is repaired.`)
      return
    }
  } catch (error) {
    if (!(error instanceof ResultFileError)) throw error
    log.warn(`Zephyr would refuse the whole file: ${error.message}`)
  }
}

function mustBeReadable(path: string) {
  const stat = statSync(path, { throwIfNoEntry: false })
  if (!stat) throw new UsageError(`No file: ${path}`)
  if (stat.isDirectory()) throw new UsageError(`${path} is a folder: name one file.`)
  try {
    accessSync(path, constants.R_OK)
  } catch {
    throw new UsageError(`${path} may not be read: check its permissions.`)
  }
}
