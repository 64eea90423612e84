import { existsSync } from 'node:fs'
import { dirname } from 'node:path'
import type { Loaded } from '../config/load.js'
import { displayPath, messageOf } from '../display.js'
import { pageLinks } from '../zephyr/pages.js'
import { archive } from './archive.js'
import { annotateCi, summarizeDelivered } from './ci.js'
import { type Clock, paced } from './clock.js'
import type { DeliveryRequest, DeliveryResult } from './deliver-types.js'
import { follow } from './follow-run.js'
import { type Lock, lockDelivery } from './lock.js'
import { type Accepted, type Identity, identify } from './look.js'
import { undeliveredMessage } from './message.js'
import { checkUnchanged, newPending, own, sha256Of } from './record.js'
import { deliveryIdIn, isOwnFile, recordOf } from './record-files.js'
import type { Pending, Receipt } from './record-types.js'
import { type Recorder, recorder, saveReceiptOrWarn } from './recorder.js'
import { type Outcome, runDelivery } from './run.js'
import { serverFor } from './server.js'
import { sizeWarning } from './size.js'
import { absenceProofMs, mayHaveArrived, newDelivery, resendFrom } from './state.js'
import type { Delivery, DeliveryState } from './state-types.js'
import { deliveredBefore, endOfSuccessor } from './taken-over.js'

/** Delivers one result file as one run. Never throws, and ends within `deliveryTimeout` (and `wait`, where it is set). */
export async function deliver(request: DeliveryRequest): Promise<DeliveryResult> {
  return reported(request, begin(request))
}

async function begin(request: DeliveryRequest): Promise<DeliveryResult> {
  const { loaded, log, clock = paced(request.pace) } = request
  const limit = clock.limit(loaded.settings.deliveryTimeout)
  const { signal } = limit
  let file = request.file
  try {
    const own = await owned(request)
    file = own.file
    // A `resend`, or an upload of the same results, may have found the pending file before this process locked it.
    const lock = await lockDelivery(file, own.pending.deliveryId, log, signal)
    if (!lock) throw new Error('Another process is still sending these results. Look again when that has ended.')
    const found = recordOf(file)
    if (found && 'receipt' in found) {
      lock.release()
      return deliveredBefore(file, found.receipt)
    }
    if (!found && !existsSync(file)) {
      lock.release()
      throw new Error(`${displayPath(file)} is gone: nothing can be sent.`)
    }
    const warning = sizeWarning(file)
    if (warning) log.warn(warning)
    return await attempt({ ...request, file, recorded: found?.pending }, found?.pending ?? own.pending, lock)
  } catch (error) {
    const deliveryId = existsSync(file) ? undefined : deliveryIdIn(file)
    const end = deliveryId && (await endOfSuccessor(file, deliveryId, { clock, signal }))
    if (end) return end
    throw error
  } finally {
    limit.cancel()
    if (isOwnFile(file)) archive(dirname(file))
  }
}

/** Copies the file to the delivery's own; where that fails (a full disk), the given file is sent, since results that stay on a CI machine are lost. */
async function owned(request: DeliveryRequest) {
  try {
    return await own(request)
  } catch (error) {
    const { file, log } = request
    log.warn(`Cannot write beside ${displayPath(file)} (${messageOf(error)}). The results are still sent.`)
    return { file, pending: newPending({ ...request, sha256: await sha256Of(file) }) }
  }
}

/** Continues a delivery that an earlier process began; the caller holds its lock. */
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
    annotateCi(result.message, loaded, log)
  }
  return result
}

/** A request whose record may be on disk already, as a reporter writes it beside the results. */
type Attempt = DeliveryRequest & { recorded?: Pending }

async function attempt(request: Attempt, pending: Pending, lock?: Lock): Promise<DeliveryResult> {
  const { file, loaded, log, shard, clock = paced(request.pace) } = request
  const record = recorder(file, log, request.recorded)
  const limit = clock.limit(secondsFor(loaded, pending, clock))
  try {
    // Each record is flushed to the disk, and its copies: what is there already need not be.
    if (!request.recorded) record.save(pending)
    const server = request.server ?? serverFor(loaded, request.fetch)
    const checkFile = () => checkUnchanged(file, pending.sha256)
    const run = { server, loaded, pending, file, shard, clock, log, limit, save: record.save, checkFile }
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

/** Seconds that the delivery may take. `resend --wait` may have to wait longer than `deliveryTimeout` until it may send. */
function secondsFor({ settings }: Loaded, { state, postedAt }: Pending, clock: Clock): number {
  const { deliveryTimeout, wait } = settings
  if (!mayHaveArrived(state) || wait === 0 || postedAt === undefined) return deliveryTimeout
  const untilMs = resendFrom(postedAt) + absenceProofMs - clock.now()
  return deliveryTimeout + Math.max(0, Math.ceil(untilMs / 1000))
}

function undelivered(file: string, record: Recorder, outcome: Outcome): DeliveryResult {
  const { delivery, error, lookError, pending } = outcome
  // What the record says last must be in the file, with the reason in words.
  const hasEnvironment = pending.settings.environment !== undefined
  const ended = { delivery, error, lookError, file, hasEnvironment }
  const problem = undeliveredMessage({ ...ended, isOnDisk: true })
  const isOnDisk = record.save({ ...pending, problem })
  const message = isOnDisk ? problem : undeliveredMessage({ ...ended, isOnDisk })
  const status = delivery.state === 'undecided' ? 'not known' : 'failed'
  return { status, state: delivery.state, message, error, pending: file }
}

/** Maps an unexpected error, such as a changed file, to an end; the record says whether a POST may have been sent. */
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
    packageRoot: pending.packageRoot,
    deliveredAt: new Date().toISOString(),
  }
}
