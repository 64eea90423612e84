import type { ReadRecord } from '../store/recording.js'
import { type Durations, durationsOf } from './durations.js'
import { readRecords } from './read.js'

/** A result file that Zephyr takes as a whole. */
export interface ResultFile {
  records: () => Iterable<ReadRecord> | AsyncIterable<ReadRecord>
  durations: Durations
}

/** Records that are held in memory; a larger file is read again while it is recorded. */
const mostHeld = 150_000

/**
 * Reads a file to its end before anything is recorded: Zephyr takes all of it, or nothing. Throws where its parser
 * refuses the file, and where an upload would be lost for a requirement's id, if `lostUploads` is set.
 */
export async function readResultFile(path: string, template: string, lostUploads: boolean): Promise<ResultFile> {
  let held: ReadRecord[] | undefined = []
  for await (const record of readRecords(path, template)) {
    if (lostUploads && record.lost !== undefined) throw new Error(`The whole upload is lost: ${record.lost}`)
    if (held && held.length < mostHeld) held.push(record)
    else held = undefined
  }
  const durations = await durationsOf(path)
  return { durations, records: () => held ?? readRecords(path, template) }
}
