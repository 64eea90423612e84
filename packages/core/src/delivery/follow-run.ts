import { messageOf } from '../display.js'
import type { DeliveryRequest, DeliveryResult } from './deliver-types.js'
import { showing } from './live.js'
import { type Accepted, confirmRun, type Identity, type Looking } from './look.js'
import {
  attachmentLines,
  deliveredMessage,
  endedBadly,
  endedWell,
  unidentified,
  verificationSentence,
} from './message.js'
import type { Pending, Receipt } from './record-types.js'
import { saveReceiptOrWarn } from './recorder.js'
import { meaningOf } from './status.js'
import { type Waited, waitForRun } from './wait.js'

// What comes after Zephyr has accepted a delivery: its run's end, and what was recorded.

export interface Following {
  receipt: Receipt
  identity: Identity
  accepted: Accepted
  looking: Looking
  request: DeliveryRequest
  attachments: Pending['attachments']
}

/** Waits for the end of the accepted run where `wait` is set, and updates the receipt. */
export async function follow(following: Following): Promise<DeliveryResult> {
  const { receipt, identity, request, looking } = following
  const { file, loaded, log } = request
  const seconds = loaded.settings.wait
  const { jobId } = receipt
  const runId = receipt.runId ?? (identity.overtakenBy ? undefined : identity.run?.id)
  if (seconds === 0) return unwaited(receipt, identity)
  if (jobId === undefined || runId === undefined)
    return { status: 'ended without success', state: 'accepted', receipt, message: unidentified(receipt) }
  log.info(deliveredMessage(receipt))
  const { server, clock } = looking
  const limit = clock.limit(seconds)
  const waited = await waitForRun({ client: server, jobId, runId, seconds, clock, log }).catch(
    (error: unknown): Waited => ({ ended: 'unknown', why: messageOf(error) }),
  )
  const isOurs = receipt.runId !== undefined || (await confirmRun({ ...looking, limit }, following.accepted, identity))
  limit.cancel()
  if (!isOurs) return { status: 'ended without success', state: 'accepted', receipt, message: unidentified(receipt) }
  const state = waited.ended === 'unknown' ? 'accepted' : 'finished'
  const seen = waited.progress && { status: waited.progress.status, cycleId: waited.progress.cycleId }
  const ended: Receipt = { ...receipt, runId, ...seen, state }
  saveReceiptOrWarn(file, ended, log)
  if (waited.ended !== 'success')
    return { status: 'ended without success', state, receipt: ended, message: endedBadly(ended, waited) }
  return loaded.settings.verify
    ? verified(ended, following)
    : { status: 'delivered', state, receipt: ended, message: endedWell(ended) }
}

/** Reads back what Zephyr has recorded; what cannot be read back is a warning, what is recorded otherwise is no success. */
async function verified(ended: Receipt, { request, looking, attachments }: Following): Promise<DeliveryResult> {
  const { file, loaded, log } = request
  const { isAsSent, verifyDelivery } = await import('../verify/delivery.js')
  const limit = looking.clock.limit(loaded.settings.deliveryTimeout)
  const { signal } = limit
  const verification = await showing(
    log,
    (seconds) => `Reading back what Zephyr has recorded: ${seconds} s`,
    () => verifyDelivery({ receipt: ended, file, loaded, attachments, signal, log }),
  )
  limit.cancel()
  const receipt: Receipt = { ...ended, verified: verification.verified, verification }
  saveReceiptOrWarn(file, receipt, log)
  for (const line of attachmentLines(verification)) log.warn(line)
  const message = `${endedWell(receipt)}\n${verificationSentence(verification)}`
  if (!verification.verified) {
    log.warn(verificationSentence(verification))
    return { status: 'delivered', state: 'finished', receipt, message: endedWell(receipt) }
  }
  if (isAsSent(verification)) return { status: 'delivered', state: 'finished', receipt, message }
  return { status: 'ended without success', state: 'finished', receipt, message }
}

/** Without `wait`: a run that was seen to fail already is no success. */
function unwaited(receipt: Receipt, { run, isOurs }: Identity): DeliveryResult {
  const ended = run && isOurs ? meaningOf(run.status) : 'running'
  if (run && ended === 'failure') {
    const message = endedBadly(receipt, { ended, progress: run })
    return { status: 'ended without success', state: 'finished', receipt, message }
  }
  const state = ended === 'running' ? 'accepted' : 'finished'
  return { status: 'delivered', state, receipt, message: deliveredMessage(receipt) }
}
