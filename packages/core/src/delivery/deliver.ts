import { dirname } from 'node:path'
import type { Loaded } from '../config/load.js'
import type { Log } from '../log.js'
import type { Shard } from '../results/model.js'
import { messageOf, shown } from '../shown.js'
import { pageLinks } from '../zephyr/pages.js'
import { summarizeDelivered, tellCi } from './ci.js'
import { type Clock, paced } from './clock.js'
import { type Lock, lockDelivery } from './lock.js'
import { type Accepted, confirmRun, type Identity, identify, type Looking } from './look.js'
import {
  attachmentLines,
  deliveredMessage,
  endedBadly,
  endedWell,
  undeliveredMessage,
  unidentified,
  verificationSentence,
} from './message.js'
import {
  archive,
  checkUnchanged,
  forgetPending,
  newPending,
  own,
  savePending,
  saveReceipt,
  sha256Of,
} from './record.js'
import { isOwnFile, keptOf } from './record-files.js'
import type { Pending, Receipt } from './record-types.js'
import { type Outcome, runDelivery } from './run.js'
import { type DeliveryServer, serverFor } from './server.js'
import { sizeWarning } from './size.js'
import { absenceProofMs, type Delivery, type DeliveryState, mayHaveArrived, newDelivery, resendFrom } from './state.js'
import { meaningOf } from './status.js'
import { type Waited, waitForRun } from './wait.js'

/** A file to deliver, with the options and the log. */
export interface DeliveryRequest {
  /** The delivery's own file; another one is copied, so that what is sent is what stands there now. */
  file: string
  counts: Pending['counts']
  loaded: Loaded
  shard?: Shard
  log: Log
  /** Below 1, time goes faster; for tests. */
  pace?: number
  fetch?: typeof globalThis.fetch
  /** In place of the machine's clock at `pace`; for tests. */
  clock?: Clock
  /** In place of the one that the options name; for tests. */
  server?: DeliveryServer
}

/** How a delivery ended; also the document of `--json`. */
export type DeliveryResult = { state: DeliveryState; message: string } & (
  | { status: 'delivered'; receipt: Receipt }
  /** Zephyr took it, but its run ended without success, or not in the time that `wait` gave. */
  | { status: 'ended without success'; receipt: Receipt }
  /** Not delivered, and not on the server; `pending` is the result file whose pending file says why. */
  | { status: 'failed'; error?: unknown; pending?: string }
  /** It is not known whether it arrived: `npx zephyr-report resend` asks before it sends. */
  | { status: 'not known'; error?: unknown; pending?: string }
)

/** Delivers one result file as one run. Never throws, and ends within `deliveryTimeout` (and `wait`, where it is set). */
export async function deliver(request: DeliveryRequest): Promise<DeliveryResult> {
  return reported(request, begin(request))
}

async function begin(request: DeliveryRequest): Promise<DeliveryResult> {
  const { loaded, log, clock = paced(request.pace) } = request
  const { file, pending: prepared } = await owned(request)
  const warning = sizeWarning(file)
  if (warning) log.warn(warning)
  const limit = clock.limit(loaded.settings.deliveryTimeout)
  try {
    // A `resend`, or an upload of the same results, may have found the pending file before this process locked it.
    const lock = await lockDelivery(file, prepared.deliveryId, log, limit.signal)
    if (!lock) throw new Error('Another process is still sending these results. Look again when that has ended.')
    const kept = keptOf(file)
    if (kept && 'receipt' in kept) {
      lock.release()
      return deliveredBefore(file, kept.receipt)
    }
    return await attempt({ ...request, file }, kept?.pending ?? prepared, lock)
  } finally {
    limit.cancel()
    if (isOwnFile(file)) archive(dirname(file))
  }
}

/** What another process has delivered meanwhile. */
export function deliveredBefore(file: string, receipt: Receipt): DeliveryResult {
  const message = `${shown(file)} has been delivered before: job ${receipt.jobId ?? 'not known'}, run ${receipt.runId ?? 'not known'}.`
  return { status: 'delivered', state: receipt.state ?? 'accepted', receipt, message }
}

/** Where no file of its own can be made, as on a full disk, the given one is sent: results that stay here are lost in CI. */
async function owned(request: DeliveryRequest) {
  try {
    return await own(request)
  } catch (error) {
    const { file, log } = request
    log.warn(`Cannot write beside ${shown(file)} (${messageOf(error)}). The results are sent all the same.`)
    return { file, pending: newPending({ ...request, sha256: await sha256Of(file) }) }
  }
}

/** Goes on with a delivery that was begun before, and is locked. */
export function deliverPending(request: DeliveryRequest, pending: Pending, lock: Lock): Promise<DeliveryResult> {
  return reported(request, attempt(request, pending, lock))
}

async function reported(
  { log, loaded, file }: DeliveryRequest,
  delivery: Promise<DeliveryResult>,
): Promise<DeliveryResult> {
  const result = await delivery.catch((error: unknown): DeliveryResult => {
    return { status: 'failed', state: 'refused', message: messageOf(error), error }
  })
  if (result.status === 'delivered') {
    log.info(result.message)
    await summarizeDelivered({ receipt: result.receipt, file, loaded, log })
  } else {
    log.error(result.message)
    tellCi(result.message, loaded, log)
  }
  return result
}

async function attempt(request: DeliveryRequest, pending: Pending, lock?: Lock): Promise<DeliveryResult> {
  const { file, loaded, log, shard, clock = paced(request.pace) } = request
  const record = recorder(file, log)
  const limit = clock.limit(secondsFor(loaded, pending, clock))
  try {
    record.keep(pending)
    const server = request.server ?? serverFor(loaded, request.fetch)
    const checkFile = () => checkUnchanged(file, pending.sha256)
    const run = { server, loaded, pending, file, shard, clock, log, limit, keep: record.keep, checkFile }
    const outcome = await runDelivery(run)
    if (outcome.delivery.state !== 'accepted') return undelivered(file, record, outcome)
    const taken = accepted(outcome)
    const identity = await identify(run, taken)
    const receipt = receiptOf(outcome, identity, loaded)
    saveReceiptOrWarn(file, receipt, log)
    // Others find the receipt from here on, however long the run's end is waited for.
    lock?.release()
    return await follow({ receipt, identity, accepted: taken, looking: run, request, attachments: pending.attachments })
  } catch (error) {
    return undelivered(file, record, unexpected(loaded, record.latest() ?? pending, error))
  } finally {
    limit.cancel()
    lock?.release()
  }
}

/** `resend --wait` stays until it may send, which may be after the delivery's own time. */
function secondsFor({ settings }: Loaded, { state, postedAt }: Pending, clock: Clock): number {
  const { deliveryTimeout, wait } = settings
  if (!mayHaveArrived(state) || wait === 0 || postedAt === undefined) return deliveryTimeout
  const untilMs = resendFrom(postedAt) + absenceProofMs - clock.now()
  return deliveryTimeout + Math.max(0, Math.ceil(untilMs / 1000))
}

function undelivered(file: string, record: Recorder, outcome: Outcome): DeliveryResult {
  const { delivery, error, lookError, pending } = outcome
  // What the record says last must be in the file, with the reason in words.
  const problem = undeliveredMessage({ delivery, error, lookError, file, kept: true })
  const kept = record.keep({ ...pending, problem })
  const message = kept ? problem : undeliveredMessage({ delivery, error, lookError, file, kept })
  const status = delivery.state === 'undecided' ? 'not known' : 'failed'
  return { status, state: delivery.state, message, error, pending: file }
}

/** Something that is no answer and no lack of one: a file that has changed, say. Whether a POST was sent, the record says. */
function unexpected({ settings }: Loaded, pending: Pending, thrown: unknown): Outcome {
  const error = thrown instanceof Error ? thrown : new Error(String(thrown))
  const isSent = mayHaveArrived(pending.state)
  const state: DeliveryState = isSent ? 'undecided' : 'refused'
  const delivery: Delivery = { ...newDelivery({ ...settings, earlier: pending }), state }
  return { delivery, pending: { ...pending, state }, error }
}

function accepted({ delivery, pending }: Outcome): Accepted {
  const { target, before, upload } = pending
  if (!target || !before) throw new TypeError('A delivery that was accepted has no record of what was sent.')
  const { jobId, runId, provedBy = 'look' } = delivery
  return { upload, target, before, jobId, runId, provedBy }
}

function receiptOf({ delivery, pending, status }: Outcome, { jobId, run, isOurs }: Identity, loaded: Loaded): Receipt {
  const ours = isOurs ? run : undefined
  const { url = '' } = loaded.settings
  const { releaseId = 0 } = pending.target ?? {}
  return {
    deliveryId: pending.deliveryId,
    url,
    jobName: pending.target?.jobName,
    jobId,
    runId: delivery.runId ?? ours?.id,
    state: 'accepted',
    status: ours?.status ?? status,
    cycleId: ours?.cycleId,
    links: releaseId > 0 && url !== '' ? pageLinks(url, releaseId, ours?.page) : undefined,
    counts: pending.counts,
    sha256: pending.sha256,
    upload: pending.upload,
    deliveredAt: new Date().toISOString(),
  }
}

interface Following {
  receipt: Receipt
  identity: Identity
  accepted: Accepted
  looking: Looking
  request: DeliveryRequest
  attachments: Pending['attachments']
}

/** Zephyr has it: waits for the run's end where `wait` is set, and keeps the receipt up to date. */
async function follow(following: Following): Promise<DeliveryResult> {
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
  const verification = await verifyDelivery({ receipt: ended, file, loaded, attachments, signal, log })
  limit.cancel()
  const receipt: Receipt = { ...ended, verified: verification.verified, verification }
  saveReceiptOrWarn(file, receipt, log)
  for (const line of attachmentLines(verification)) log.warn(line)
  const message = `${endedWell(receipt)} ${verificationSentence(verification)}`
  if (!verification.verified) {
    log.warn(verificationSentence(verification))
    return { status: 'delivered', state: 'finished', receipt, message: endedWell(receipt) }
  }
  if (isAsSent(verification)) return { status: 'delivered', state: 'finished', receipt, message }
  return { status: 'ended without success', state: 'finished', receipt, message }
}

/** A run that has failed already is no success, though nobody waits for it. */
function unwaited(receipt: Receipt, { run, isOurs }: Identity): DeliveryResult {
  const ended = run && isOurs ? meaningOf(run.status) : 'running'
  if (run && ended === 'failure') {
    const message = endedBadly(receipt, { ended, progress: run })
    return { status: 'ended without success', state: 'finished', receipt, message }
  }
  const state = ended === 'running' ? 'accepted' : 'finished'
  return { status: 'delivered', state, receipt, message: deliveredMessage(receipt) }
}

interface Recorder {
  /** @returns whether the pending file is on disk. */
  keep(pending: Pending): boolean
  /** What was kept last, or was to be. */
  latest(): Pending | undefined
}

/** Keeps the pending file up to date; where that cannot be done it says so once. */
function recorder(file: string, log: Log): Recorder {
  let onDisk: DeliveryState | undefined
  let latest: Pending | undefined
  let warned = false
  return {
    latest: () => latest,
    keep(pending) {
      latest = pending
      try {
        const problem = savePending(file, pending)
        onDisk = pending.state
        if (problem && !warned) {
          log.warn(`The copies of ${shown(file)} that stand above it cannot be written: ${problem.message}`)
          warned = true
        }
        return true
      } catch (error) {
        // Sent all the same: results that stay here for want of disk are lost in CI. But nothing may say `prepared` then.
        if (onDisk === 'prepared' && pending.state === 'posting') forgetPending(file)
        if (!warned)
          log.warn(
            `Cannot write beside ${shown(file)} (${messageOf(error)}). The results are sent all the same; if this process dies midway, look into Zephyr before you send them again.`,
          )
        warned = true
        return false
      }
    },
  }
}

/** Zephyr has the results; that a receipt cannot be written changes nothing of it. */
function saveReceiptOrWarn(file: string, receipt: Receipt, log: Log) {
  try {
    const problem = saveReceipt(file, receipt)
    if (problem) log.warn(`Delivered, but the copy of the receipt cannot be written: ${problem.message}`)
  } catch (error) {
    log.warn(
      `Delivered, but the receipt cannot be written: ${messageOf(error)}. With room on the disk \`npx zephyr-report resend\` asks Zephyr and writes it; it sends nothing twice.`,
    )
  }
}
