import { dirname, join } from 'node:path'
import { displayPath } from '../display.js'
import type { Clock } from './clock.js'
import type { DeliveryResult } from './deliver-types.js'
import { pendingBelow, receiptEnding, replacedIn } from './find-records.js'
import { isLocked, staleAfterMs } from './lock.js'
import { entriesOf, recordOf, resultPath } from './record-files.js'
import type { Pending, Receipt } from './record-types.js'
import { mayHaveArrived } from './state.js'

// Of two deliveries of the same bytes of which nothing was sent, one may take the other's files away and be sent instead
// (holdReplaced in resend.ts). The process whose files are gone ends as that delivery ends.

/** Milliseconds between two looks at the other delivery's record. */
const lookEveryMs = 200

/** The result of a delivery that was found completed. */
export function deliveredBefore(file: string, receipt: Receipt): DeliveryResult {
  const message = `${displayPath(file)} has been delivered before: job ${receipt.jobId ?? 'not known'}, run ${receipt.runId ?? 'not known'}.`
  return { status: 'delivered', state: receipt.state ?? 'accepted', receipt, message }
}

/**
 * Waits for the end of the delivery that is sent instead of this one.
 *
 * @returns `undefined` where no delivery in the folder replaces it
 */
export async function endOfSuccessor(
  file: string,
  deliveryId: string,
  { clock, signal }: { clock: Clock; signal: AbortSignal },
): Promise<DeliveryResult | undefined> {
  for (let lastSign = clock.now(); ; ) {
    const successor = successorOf(dirname(file), deliveryId)
    if (!successor) return undefined
    if ('receipt' in successor) return deliveredBefore(successor.file, successor.receipt)
    const { pending } = successor
    if (isLocked(successor.file, pending.deliveryId)) lastSign = clock.now()
    const isAbandoned = clock.now() - lastSign > staleAfterMs
    if (pending.problem !== undefined || isAbandoned || signal.aborted) return undelivered(successor.file, pending)
    await clock.sleep(lookEveryMs, signal)
  }
}

type Successor = { file: string } & ({ pending: Pending } | { receipt: Receipt })

function successorOf(folder: string, deliveryId: string): Successor | undefined {
  const receipts = entriesOf(folder).filter(({ name }) => name.endsWith(receiptEnding))
  const paths = [...receipts.map(({ name }) => join(folder, name)), ...pendingBelow(folder)]
  for (const path of paths) {
    const record = recordOf(path)
    if (record && replacedIn(record).includes(deliveryId)) return { file: resultPath(path), ...record }
  }
  return undefined
}

function undelivered(file: string, { state, problem }: Pending): DeliveryResult {
  const message = problem ?? `Another process is still sending these results, from ${displayPath(file)}.`
  return mayHaveArrived(state)
    ? { status: 'not known', state: 'undecided', message, pending: file }
    : { status: 'failed', state: 'refused', message, pending: file }
}
