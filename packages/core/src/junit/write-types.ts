import type { Attachment } from '../results/model.js'
import type { Counts } from './counts.js'

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
  /**
   * The tests whose attachments are listed.
   * @default 'none'
   */
  attachments?: 'none' | 'failed' | 'all'
}

/** A result file as it was written. */
export interface WrittenFile {
  path: string
  /** SHA-256 of the file's bytes, taken while they were written; in hex. */
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
