import type { Attachment, TestRun } from '../results/model.js'
import { addCounts, type Counts, noCounts } from './counts.js'
import { openOutput } from './output.js'
import { suitesOf } from './prepared.js'
import { rootAttributes } from './shard.js'
import { type Noticed, suiteTexts, warningOf } from './suite.js'

export { type Counts, count, noCounts } from './counts.js'

/** How a run becomes a result file: names, and which tests are in it. */
export interface WriteOptions {
  /** Off: the package stands in front of each name. Default true. */
  createPackage?: boolean
  /** Segments in front of every package, `/` between them. */
  packagePrefix?: string
  /** Tests that did not run. Default `omit`. */
  skipped?: 'omit' | 'include'
  /** Take requirements and tags out of titles. Default false. */
  titleLinks?: boolean
  /** Of which tests the attachments are listed. Default `none`. */
  attachments?: 'none' | 'failed' | 'all'
}

/** A result file as it was written. */
export interface WrittenFile {
  path: string
  /** Of the file's bytes, taken while they were written; in hex. */
  sha256: string
  counts: Counts
  /** Requirements that Zephyr could not link, each with its test and file. */
  warnings: string[]
  /** The files of test cases that have any, as `attachments` asks for them. */
  attachments?: WrittenAttachments[]
}

/** The files of one test case in the file. */
export interface WrittenAttachments {
  packageName: string
  name: string
  files: Attachment[]
}

/** Writes a run's result file: one flat suite per test file and runner project, streamed test case by test case. */
export function writeResultFile(path: string, run: TestRun, options: WriteOptions = {}): WrittenFile {
  const noticed: Noticed = { counts: noCounts(), attachments: [], wrong: new Map() }
  const output = openOutput(path)
  let sha256: string
  try {
    output.write(
      `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites${rootAttributes(run, options.createPackage ?? true)}>\n`,
    )
    for (const suite of suitesOf(run, options, noticed.wrong)) {
      if ('texts' in suite) addCounts(noticed.counts, suite.counts)
      const texts = 'texts' in suite ? suite.texts : suiteTexts(suite, { run, options }, noticed)
      for (const text of texts) output.write(text)
    }
    output.write('</testsuites>\n')
    sha256 = output.finish()
  } catch (error) {
    output.abandon()
    throw error
  }
  const { counts, attachments, wrong } = noticed
  const warnings = Array.from(wrong.values(), warningOf)
  return { path, sha256, counts, warnings, ...(attachments.length > 0 && { attachments }) }
}
