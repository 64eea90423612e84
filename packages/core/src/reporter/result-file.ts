import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join, resolve } from 'node:path'
import { makeFolder, temporaryPath } from '../atomic.js'
import type { Loaded } from '../config/load.js'
import type { PackageRoot } from '../config/root.js'
import { placeResult } from '../delivery/copy.js'
import { newPending, savePending } from '../delivery/record.js'
import { newOwnFile, placeProblem } from '../delivery/record-files.js'
import { messageOf } from '../display.js'
import { type WriteOptions, type WrittenFile, writeResultFile } from '../junit/write.js'
import type { Log } from '../log.js'
import type { Shard, TestRun } from '../results/model.js'

/** The result file with what the table "When it acts" in docs/contract.md asks of it. */
export type RunFile = WrittenFile & { shard?: Shard }

/** A run, and where its result file goes. */
export interface ToWrite {
  run: TestRun
  root: PackageRoot
  /** The path under which users find the file. */
  resultFile: string
  loaded: Loaded
  log: Log
}

/** Writes a run that is not delivered, whole or not at all; under another name where another process took this one. */
export function writeAlone({ run, resultFile, loaded, log }: ToWrite): RunFile {
  return somewhere(resultFile, log, (place) => {
    makeFolder(dirname(place))
    const draft = temporaryPath(place)
    try {
      const written = writeResultFile(draft, run, writeOptions(loaded))
      return { ...written, path: placeResult(draft, place), shard: run.shard }
    } finally {
      rmSync(draft, { force: true })
    }
  })
}

/** Writes a run that is to be delivered into a file of the delivery's own, and its record at once. */
export function writeForDelivery({ run, root, resultFile, loaded, log }: ToWrite): RunFile {
  return somewhere(resultFile, log, (place) => {
    const { file } = newOwnFile(place, run.runner)
    const written = { ...writeResultFile(file, run, writeOptions(loaded)), shard: run.shard }
    const { counts, sha256, shard, attachments } = written
    try {
      const prepared = { file, counts, sha256, loaded, shard, attachments, root }
      savePending(file, newPending({ ...prepared, resultFile: place }))
    } catch (error) {
      // The delivery tries again, and says so where it cannot either.
      log.debug(messageOf(error))
    }
    return written
  })
}

/** The options as the writer of result files takes them. */
export const writeOptions = ({ settings }: Loaded): WriteOptions => {
  const { createPackage, packagePrefix, skipped, titleLinks, attachments } = settings
  return { createPackage, packagePrefix, skipped, titleLinks, attachments }
}

/** A folder that cannot be written, a full disk: the results must not be lost with the place that was meant for them. */
function somewhere<T>(resultFile: string, log: Log, write: (place: string) => T): T {
  try {
    return write(resultFile)
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
    const problem = placeProblem(resultFile, cause)
    let folder: string | undefined
    try {
      folder = mkdtempSync(join(tmpdir(), 'zephyr-results-'))
      const place = join(folder, basename(resultFile))
      const file = write(place)
      log.warn(`${problem} For now the results are in ${place}.`)
      return file
    } catch {
      // Nor there: what kept the file from its own place is the thing to say.
      if (folder) rmSync(folder, { recursive: true, force: true })
      throw new Error(problem, { cause: error })
    }
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
