import type { OptionName } from '../config/options.js'
import type { Counts } from '../junit/write.js'
import type { Shard } from '../results/model.js'
import type { Verification } from '../verify/verification.js'
import type { PageLinks } from '../zephyr/pages.js'
import type { DeliveryState } from './state-types.js'

// What stands in a delivery's `….pending.json` and `….receipt.json`; record-shape.ts reads them.

/** What both files hold. */
interface CommonFields {
  deliveryId: string
  counts: Counts
  /** SHA-256 of the result file as it was written. */
  sha256: string
  /** The uploaded file's name, which no other upload has. */
  upload: string
  /** Name of the copy that people look at, in the folder above. */
  resultFile?: string
  /** Ids of unsent deliveries with identical bytes for this job: this delivery is sent in their place. */
  replaces?: string[]
  /** From where packages count; `undefined` for files of other tools. */
  packageRoot?: {
    /** Relative to the folder of the delivery's own file. */
    folder: string
    /** Why it is this one, in words for people. */
    from: string
  }
}

/** What Zephyr took, and what became of it so far. */
export interface Receipt extends CommonFields {
  /** The server's address. */
  url: string
  /** Missing where the server did not show it. */
  jobId?: number
  jobName?: string
  runId?: number
  /** `finished` once the run's end was seen. */
  state?: 'accepted' | 'finished'
  /** The last status seen: `new`, `queued`, `complete`, … */
  status?: string
  cycleId?: number
  /** Addresses to open; missing where the release is not known. */
  links?: PageLinks
  /** When Zephyr took it, ISO 8601. */
  deliveredAt: string
  /** Whether what Zephyr recorded was read back (`verify`); `undefined` where that was not asked for. */
  verified?: boolean
  /** What was read back, or why it was not. */
  verification?: Verification
}

/** Files that belong to one test case. */
export interface TestAttachments {
  packageName: string
  name: string
  /** Paths count from the folder of the delivery's own file. */
  files: { path: string; contentType: string }[]
}

/** What stood on the server before a POST: whatever differs later was made since. */
export interface Before {
  jobs: { id: number; attachmentName?: string }[]
  runId?: number
  /** Learned later: a run that stood beside another delivery's file, first and last seen so: epoch milliseconds. */
  othersRun?: { id: number; seenAt: number; until: number; isUnclear?: boolean }
}

/** `projectId` and `releaseId` are 0 where a job's own are not known. */
export interface Target {
  jobId?: number
  projectId: number
  releaseId: number
  jobName: string
}

export type StoredSettings = { [N in OptionName]?: unknown }

/** A delivery that is not finished, with all that sending it again needs. */
export interface Pending extends CommonFields {
  version: 2
  runner: string
  /** ISO 8601. */
  createdAt: string
  shard?: Shard
  /** Options with their values, as far as sending needs them; no secret, no path. */
  settings: StoredSettings
  /** Names of the options that were set, as against their defaults. */
  set: string[]
  target?: Target
  before?: Before
  /** Files to put on executions once they are recorded (`attachments`). */
  attachments?: TestAttachments[]
  /** Why it was not delivered, in plain words. */
  problem?: string
  state: DeliveryState
  /** When the last POST began, or ended where that is known: epoch milliseconds. */
  postedAt?: number
  /** When execute-job was asked for a file that was stored and not run: epoch milliseconds. */
  executedAt?: number
}
