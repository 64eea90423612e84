// What the pages show, in plain data. Who has the data (the emulator's store, a merged file) maps it to these shapes.

/** How many test cases of a run, folder or cycle stand how. */
export interface Tally {
  passed: number
  failed: number
  /** Neither passed nor failed: not executed, left out, or of a status of the server's own. Default 0. */
  other?: number
}

/** The state of a run. `ended` says nothing about its tests: see the tally. */
export type RunPhase = 'waiting' | 'running' | 'ended' | 'broken'

/** One run, as a row, a bar of a chart or a cell of a strip. */
export interface RunView {
  id: number
  href: string
  /** The status in the server's own word: `new`, `complete`, … */
  status: string
  phase: RunPhase
  tally: Tally
  /** When it was scheduled, epoch milliseconds. */
  at: number
  /** Sum of the tests' own times in milliseconds, where the file holds them. */
  durationMs?: number
  cycle?: string
  file?: string
  /** The request that made it: `create-and-execute-job`, `update-execute-job`, `execute-job`. */
  operation?: string
  error?: string
}

export interface JobView {
  id: number
  href: string
  name: string
  project: string
  release: string
  cycle: string
  /** Oldest first, at most 20. */
  runs: readonly RunView[]
  /** How many other jobs of the release have this very name. */
  sameName: number
}

/** One recorded test case of a run. */
export interface RecordView {
  /** Folders from the top; empty: directly in the job's folder. */
  folders: readonly string[]
  name: string
  outcome: 'passed' | 'failed' | 'other'
  /** What stands in place of the outcome where it is `other`: `not executed`, `left out`. */
  label?: string
  /** The test case's own page. */
  href?: string
  durationMs?: number
  /** The failure's text, cut by whoever has it to `shownTextLength`. */
  text?: string
  /** Where the whole text is, if it was cut. */
  textHref?: string
  requirements?: readonly string[]
  tags?: readonly string[]
  attachments?: readonly { name: string; href: string }[]
  /** Remarks: what was repaired, why it is left out, flaky. */
  notes?: readonly string[]
}

/** A folder with what is below it. */
export interface FolderView {
  name: string
  /** All folders from the top joined by `.`, as Zephyr's package spells them. */
  path: string
  tally: Tally
  folders: readonly FolderView[]
}

/** What differs from the run before. */
export interface ChangeView {
  kind: 'new' | 'fixed' | 'broken' | 'gone'
  folders: readonly string[]
  name: string
  href?: string
}

/** How many of a long list are shown, and where the rest is. */
export interface PageView {
  /** How many there are in all. */
  total: number
  /** Position of the first shown, from 0. */
  offset: number
  /** How many are shown at the most. */
  size: number
}

/** Failure texts on a page are cut to this many characters by whoever fills a `RecordView`; the whole has an address of its own. */
export const shownTextLength = 10_000
