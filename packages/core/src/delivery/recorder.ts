import { displayPath, messageOf } from '../display.js'
import type { Log } from '../log.js'
import { forgetPending, savePending, saveReceipt } from './record.js'
import type { Pending, Receipt } from './record-types.js'
import type { DeliveryState } from './state-types.js'

// The record on disk where the disk may fail: results are sent all the same, and a line says what could not be written.

export interface Recorder {
  /** @returns whether the pending file is on disk. */
  save(pending: Pending): boolean
  /** The record given to the last `save`, also where it could not be written. */
  latest(): Pending | undefined
}

/**
 * Writes the pending file at each step; warns once where it cannot be written.
 *
 * @param recorded What the pending file holds now, where it is there already.
 */
export function recorder(file: string, log: Log, recorded?: Pending): Recorder {
  let onDisk: DeliveryState | undefined = recorded?.state
  let latest = recorded
  let warned = false
  return {
    latest: () => latest,
    save(pending) {
      latest = pending
      try {
        const problem = savePending(file, pending)
        onDisk = pending.state
        if (problem && !warned) {
          log.warn(`The copies of ${displayPath(file)} that stand above it cannot be written: ${problem.message}`)
          warned = true
        }
        return true
      } catch (error) {
        // Sent anyway: a CI machine's disk is gone after the job, and the results with it. But no file may say `prepared` then.
        if (onDisk === 'prepared' && pending.state === 'posting') forgetPending(file)
        if (!warned)
          log.warn(
            `Cannot write beside ${displayPath(file)} (${messageOf(error)}). The results are still sent; if this process dies midway, look into Zephyr before you send them again.`,
          )
        warned = true
        return false
      }
    },
  }
}

/** Writes the receipt, or warns: the results are delivered either way. */
export function saveReceiptOrWarn(file: string, receipt: Receipt, log: Log) {
  try {
    const problem = saveReceipt(file, receipt)
    if (problem) log.warn(`Delivered, but the copy of the receipt cannot be written: ${problem.message}`)
  } catch (error) {
    log.warn(
      `Delivered, but the receipt cannot be written: ${messageOf(error)}. With room on the disk \`npx zephyr-report resend\` asks Zephyr and writes it; it sends nothing twice.`,
    )
  }
}
