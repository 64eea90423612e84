import { join } from 'node:path'
import { isLocked } from './lock.js'
import { type DeliveryRecord, entriesOf, idOf, isCopy, recordOf } from './record-files.js'

// The records below a folder: what was not delivered yet, and what was.

const pendingEnding = '.pending.json'
export const receiptEnding = '.receipt.json'

/**
 * The pending files below a folder, oldest first. Copies of a delivery that has files of its own are left out, and what
 * another delivery is sent instead of; what older versions laid beside the results is found.
 */
export function findPending(folder: string): string[] {
  const found = pendingBelow(folder)
    .filter((path) => !isCopy(path))
    .map((path) => ({ path, record: recordOf(path) }))
  const replaced = new Set(found.flatMap(({ record }) => (record ? replacedIn(record) : [])))
  return found
    .filter(({ record }) => record === undefined || !replaced.has(idOf(record)))
    .sort((a, b) => (begunAt(a.record) < begunAt(b.record) ? -1 : 1))
    .map(({ path }) => path)
}

/** Ids of the deliveries that this one is sent instead of. */
export const replacedIn = (record: DeliveryRecord): readonly string[] =>
  ('receipt' in record ? record.receipt : record.pending).replaces ?? []

/** Pending files, as {@link findPending} finds them, that no process is working on now. */
const findUnfinished = (folder: string): string[] =>
  findPending(folder).filter((path) => {
    const record = recordOf(path)
    return record === undefined || !isLocked(path, idOf(record))
  })

/** @returns a warning about earlier runs that no process is sending, or `undefined` where there are none. */
export function unfinishedWarning(folder: string): string | undefined {
  const count = findUnfinished(folder).length
  if (count === 0) return undefined
  return count === 1
    ? 'An earlier run was not delivered. `npx zephyr-report resend` sends it.'
    : `${count} earlier runs were not delivered. \`npx zephyr-report resend\` sends them.`
}

/** The receipts below a folder; copies of a delivery that has files of its own are left out. */
export const findReceipts = (folder: string): string[] =>
  filesBelow(folder, receiptEnding).filter((path) => !isCopy(path))

export const pendingBelow = (folder: string) => filesBelow(folder, pendingEnding)

function filesBelow(folder: string, ending: string): string[] {
  const found: string[] = []
  for (const entry of entriesOf(folder)) {
    const path = join(folder, entry.name)
    if (entry.isDirectory() && entry.name !== 'node_modules') found.push(...filesBelow(path, ending))
    else if (entry.isFile() && entry.name.endsWith(ending)) found.push(path)
  }
  return found
}

function begunAt(record: DeliveryRecord | undefined): string {
  if (!record) return ''
  return 'receipt' in record ? record.receipt.deliveredAt : record.pending.createdAt
}
