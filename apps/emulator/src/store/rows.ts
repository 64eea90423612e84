import type { ZephyrRecord } from '@zephyr-reporters/parser-template'
import type { Row } from './database.js'

/** A job's properties as they were sent. */
export interface Detail {
  jobName: string
  projectId: number
  releaseId: number
  automationFramework: string
  cycleName: string
  jobDetailTcrCatalogTreeId: number
  testRepositoryPath: string
  /** `mm/dd/yyyy`, as is the end. */
  cycleStartDateStr: string
  cycleEndDateStr: string
  phaseName?: string
  isReuse?: boolean
  assignResultsTo?: string | number
  environment?: string
  timeStamp?: boolean
  createPackage?: boolean
}

/** An automation job as it is stored. */
export interface JobRow {
  id: number
  detail: Detail
  /** Epoch milliseconds. */
  created: number
  /** The uploaded file on this disk, and its name as it was sent. */
  file: string
  attachment: number
  attachmentName: string
}

/** A run of a job as it is stored. */
export interface RunRow {
  id: number
  job: number
  status: string
  /** Epoch milliseconds, as are the fields below. */
  scheduled: number
  started: number | null
  ended: number | null
  /** The operation that started it. */
  operation: string | null
  /** The sum of its test cases' times, where the file holds any. */
  milliseconds: number | null
  cycle: number | null
  phase: number | null
  /** The run of its job that it is compared with. */
  previous: number | null
  file: string
  fileName: string
  detail: Detail
  error: string | null
  total: number
  failed: number
  /** Neither passed nor failed, such as `10`, not executed. */
  other: number
}

/** What a record is against the run before: not there, then failed or passed. */
export type RecordChange = 'new' | 'broken' | 'fixed'

/** A record with the run that made it. */
export interface StoredRecord extends Omit<ZephyrRecord, 'status'> {
  run: number
  /** Counts from 0 within the run. */
  position: number
  testcase: number
  status: 'PASS' | 'FAIL' | 'OTHER'
  /** Status of the execution: `1` passed, `2` failed, `10` not executed; others are the team's own. */
  statusId: string
  change: RecordChange | undefined
  /** How long the test case took, where the file says so. */
  milliseconds: number | undefined
}

export const numberOrNull = (value: unknown): number | null => (value === null ? null : Number(value))
export const textOrNull = (value: unknown): string | null => (value === null ? null : String(value))

export const jobOf = (row: Row): JobRow => ({
  id: Number(row.id),
  detail: JSON.parse(String(row.detail)),
  created: Number(row.created),
  file: String(row.file),
  attachment: Number(row.attachment),
  attachmentName: String(row.attachmentName),
})

export const runOf = (row: Row): RunRow => ({
  id: Number(row.id),
  job: Number(row.job),
  status: String(row.status),
  scheduled: Number(row.scheduled),
  started: numberOrNull(row.started),
  ended: numberOrNull(row.ended),
  operation: textOrNull(row.operation),
  milliseconds: numberOrNull(row.milliseconds),
  cycle: numberOrNull(row.cycle),
  phase: numberOrNull(row.phase),
  previous: numberOrNull(row.previous),
  file: String(row.file),
  fileName: String(row.fileName),
  detail: JSON.parse(String(row.detail)),
  error: textOrNull(row.error),
  total: Number(row.total),
  failed: Number(row.failed),
  other: Number(row.other),
})

export const statusOf = (statusId: string) => (statusId === '1' ? 'PASS' : statusId === '2' ? 'FAIL' : 'OTHER')

const listIn = (value: unknown): string[] => (value === null || value === undefined ? [] : JSON.parse(String(value)))

export function recordOf(row: Row): StoredRecord {
  const statusId = String(row.status)
  const attachments = listIn(row.attachments)
  return {
    run: Number(row.run),
    position: Number(row.position),
    testcase: Number(row.testcase),
    packageName: String(row.packageName),
    name: String(row.name),
    status: statusOf(statusId),
    statusId,
    change: changeOf(row.change),
    milliseconds: row.milliseconds === null ? undefined : Number(row.milliseconds),
    attachment: row.attachment === null ? undefined : String(row.attachment),
    requirements: listIn(row.requirements),
    tags: listIn(row.tags),
    ...(attachments.length > 0 ? { attachments } : {}),
  }
}

const changeOf = (value: unknown): RecordChange | undefined =>
  value === 'new' || value === 'broken' || value === 'fixed' ? value : undefined

/** For columns in which no entry is `null`. */
export const listOrNull = (list: readonly string[] = []): string | null =>
  list.length === 0 ? null : JSON.stringify(list)

export function found<T>(row: T | undefined): T {
  if (row === undefined) throw new Error('The row just written is gone.')
  return row
}
