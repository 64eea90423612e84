import { existsSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { isTemporary } from '../atomic.js'
import { pendingBelow, receiptEnding } from './find-records.js'
import { isLocked } from './lock.js'
import { discard } from './record.js'
import { entriesOf, pendingPath, receiptPath, recordOf, resultPath } from './record-files.js'
import type { Receipt } from './record-types.js'

/** A file without a record is abandoned after 24 hours: its process was killed before it began to deliver. */
const abandonedAfterMs = 86_400_000

/**
 * Deletes what is no longer needed in a folder of deliveries: delivered ones, except for the last of each result file, and
 * what killed processes left behind. A delivery that a process holds a lock on stays.
 */
export function archive(folder: string) {
  const names = entriesOf(folder).map(({ name }) => name)
  const receipts = names
    .filter((name) => name.endsWith(receiptEnding))
    .flatMap((name) => {
      const file = resultPath(join(folder, name))
      const record = recordOf(file)
      return record && 'receipt' in record ? [{ file, receipt: record.receipt }] : []
    })
    .sort((a, b) => (a.receipt.deliveryId < b.receipt.deliveryId ? 1 : -1))
  removeReplaced(folder, receipts)
  const lastOf = new Map(receipts.toReversed().map(({ receipt }) => [receipt.resultFile, receipt.deliveryId]))
  for (const { file, receipt } of receipts) {
    if (lastOf.get(receipt.resultFile) === receipt.deliveryId || isLocked(file, receipt.deliveryId)) continue
    // The receipt last: a result file without one is taken for a delivery that never began.
    for (const path of [file, receiptPath(file)]) rmSync(path, { force: true })
  }
  for (const name of names) if (isAbandoned(folder, name)) rmSync(join(folder, name), { force: true })
}

/** Deletes pending deliveries that another one replaced, where the process that sent it ended before it could. */
function removeReplaced(folder: string, receipts: readonly { receipt: Receipt }[]) {
  const replaced = new Set(receipts.flatMap(({ receipt }) => receipt.replaces ?? []))
  if (replaced.size === 0) return
  for (const path of pendingBelow(folder)) {
    const record = recordOf(path)
    if (record && 'pending' in record && replaced.has(record.pending.deliveryId)) discard(resultPath(path))
  }
}

function isAbandoned(folder: string, name: string): boolean {
  const file = join(folder, name)
  const isLeft =
    isTemporary(name) || (name.endsWith('.xml') && !existsSync(pendingPath(file)) && !existsSync(receiptPath(file)))
  if (!isLeft) return false
  const changed = statSync(file, { throwIfNoEntry: false })?.mtimeMs
  return changed !== undefined && Date.now() - changed > abandonedAfterMs
}
