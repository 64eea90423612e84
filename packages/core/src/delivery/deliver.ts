import type { Loaded } from '../config/load.js'
import { optionNames, options } from '../config/options.js'
import type { Log } from '../log.js'
import type { Shard } from '../results/model.js'
import { messageOf, shown } from '../shown.js'
import type { ZephyrClient } from '../zephyr/client.js'
import { ZephyrError } from '../zephyr/errors.js'
import { tellCi } from './ci.js'
import { type Clock, paced } from './clock.js'
import {
  forgetPending,
  newDeliveryId,
  type Pending,
  type Receipt,
  savePending,
  saveReceipt,
  sha256Of,
} from './files.js'
import { type Lock, lockDelivery } from './lock.js'
import { type Sent, send } from './send.js'
import { clientFor, progressOf } from './server.js'
import { type Waited, waitForRun } from './wait.js'

export interface DeliveryRequest {
  /** The result file. */
  file: string
  counts: Pending['counts']
  loaded: Loaded
  shard?: Shard
  log: Log
  /** Below 1, time goes faster; for tests. */
  pace?: number
  fetch?: typeof globalThis.fetch
}

export type DeliveryResult =
  | { status: 'delivered'; receipt: Receipt; message: string }
  /** Zephyr took it, but its run ended without success, or not in the time that `wait` gave. */
  | { status: 'ended without success'; receipt: Receipt; message: string }
  /** Not delivered, or nobody knows; the pending file says which. */
  | { status: 'failed'; message: string; error?: unknown; pending?: string }

/** Delivers one result file as one run. Never throws, and ends within `deliveryTimeout` (and `wait`, where it is set). */
export async function deliver(request: DeliveryRequest): Promise<DeliveryResult> {
  const begin = async () => {
    const pending = await newPending(request)
    // Nobody else knows this id: nothing to wait for.
    const lock = await lockDelivery(request.file, pending.deliveryId, request.log, AbortSignal.abort())
    return attempt(request, pending, lock)
  }
  return told(request, begin())
}

/** Goes on with a delivery that was begun before, and is locked. */
export function deliverPending(request: DeliveryRequest, pending: Pending, lock: Lock): Promise<DeliveryResult> {
  return told(request, attempt(request, pending, lock))
}

async function told({ log, loaded }: DeliveryRequest, delivery: Promise<DeliveryResult>): Promise<DeliveryResult> {
  const result = await delivery.catch((error: unknown): DeliveryResult => {
    return { status: 'failed', message: messageOf(error), error }
  })
  if (result.status === 'delivered') log.info(result.message)
  else {
    log.error(result.message)
    tellCi(result.message, loaded, log)
  }
  return result
}

async function attempt(request: DeliveryRequest, pending: Pending, lock?: Lock): Promise<DeliveryResult> {
  const { file, loaded, log, shard } = request
  const { settings } = loaded
  const clock = paced(request.pace)
  let latest = pending
  const keepOnDisk = keeper(file, log)
  const keep = (next: Pending) => {
    latest = next
    return keepOnDisk(next)
  }
  const limit = clock.limit(settings.deliveryTimeout)
  try {
    keep(pending)
    const client = clientFor(loaded, request.fetch)
    const sent = await send({ client, loaded, pending, file, shard, clock, log, keep, limit })
    if (sent.state === 'failed') {
      const kept = keep({ ...sent.pending, problem: sent.message })
      return {
        status: 'failed',
        message: failure({ ...sent, file, kept }),
        error: sent.error,
        pending: file,
      }
    }
    const receipt: Receipt = {
      deliveryId: pending.deliveryId,
      url: settings.url ?? '',
      jobName: sent.pending.target?.jobName,
      jobId: sent.jobId,
      runId: sent.runId,
      status: sent.status,
      counts: pending.counts,
      sha256: pending.sha256,
      upload: pending.upload,
      deliveredAt: new Date().toISOString(),
    }
    saved(file, receipt, log)
    // Others find the receipt from here on, however long the run's end is waited for.
    lock?.release()
    return await follow({ receipt, sent, request, client, clock, signal: limit.signal })
  } catch (error) {
    const kept = keep({ ...latest, problem: messageOf(error) })
    return {
      status: 'failed',
      message: failure({ message: messageOf(error), maybe: latest.state === 'sending', error, file, kept }),
      error,
      pending: file,
    }
  } finally {
    limit.cancel()
    lock?.release()
  }
}

interface Following {
  receipt: Receipt
  sent: Extract<Sent, { state: 'taken' }>
  request: DeliveryRequest
  client: ZephyrClient
  clock: Clock
  signal: AbortSignal
}

/** Zephyr has it: looks how the run goes, to its end where `wait` is set, and keeps the receipt up to date. */
async function follow({ receipt: taken, sent, request, client, clock, signal }: Following): Promise<DeliveryResult> {
  const { file, loaded, log } = request
  const { wait } = loaded.settings
  const { jobId } = taken
  const earlierRun = sent.pending.before?.runId
  const run =
    jobId === undefined || taken.runId === undefined
      ? undefined
      : await progressOf(client, jobId, signal).catch(() => undefined)
  const isOurs = run !== undefined && run.id === taken.runId
  const receipt = isOurs ? { ...taken, ...seen(run) } : taken
  if (isOurs) saved(file, receipt, log)
  const message = delivered(receipt)
  if (wait === 0) return { status: 'delivered', receipt, message }
  if (jobId === undefined || sent.overtakenBy) {
    const untold = jobId === undefined ? "the job's id" : 'which run is ours'
    const why = `${message} The server did not tell ${untold}, so its end cannot be waited for.`
    return { status: 'ended without success', receipt, message: why }
  }
  const { runId } = receipt
  log.info(message)
  const waited = await waitForRun({ client, jobId, runId, earlierRun, seconds: wait, clock, log }).catch(
    (error: unknown): Waited => ({ ended: 'unknown', why: messageOf(error) }),
  )
  const ended = { ...receipt, ...(waited.progress ? seen(waited.progress) : {}) }
  saved(file, ended, log)
  if (waited.ended === 'success')
    return { status: 'delivered', receipt: ended, message: `Zephyr has processed run ${ended.runId}: ${ended.status}.` }
  const why = waited.ended === 'unknown' ? waited.why : `it ended as "${waited.progress.status}"`
  return {
    status: 'ended without success',
    receipt: ended,
    message: `Zephyr took the results (job ${jobId}, run ${ended.runId ?? 'unknown'}), but ${why}. Look at the job in Zephyr, or: zephyr-report status ${jobId}`,
  }
}

const seen = ({ id, status, cycleId }: { id: number; status: string; cycleId?: number }) => ({
  runId: id,
  status,
  cycleId,
})

async function newPending({ file, counts, loaded, shard }: DeliveryRequest): Promise<Pending> {
  const deliveryId = newDeliveryId()
  const open = optionNames.filter((name) => !isSecret(options[name]) && loaded.settings[name] !== undefined)
  return {
    version: 1,
    deliveryId,
    runner: loaded.runner,
    createdAt: new Date().toISOString(),
    sha256: await sha256Of(file),
    upload: `${loaded.runner}-${deliveryId}.xml`,
    counts,
    shard,
    settings: Object.fromEntries(open.map((name) => [name, loaded.settings[name]])),
    set: open.filter((name) => loaded.sources[name].kind !== 'default'),
    state: 'prepared',
  }
}

const isSecret = ({ secret }: { secret?: true }) => secret === true

/** Keeps the pending file; where that cannot be done says so once, and answers whether it is kept. */
function keeper(file: string, log: Log) {
  let onDisk: Pending['state'] | undefined
  let told = false
  return (pending: Pending): boolean => {
    try {
      savePending(file, pending)
      onDisk = pending.state
      return true
    } catch (error) {
      // Sent all the same: results that stay here for want of disk are lost in CI. But nothing may say `prepared` then.
      if (onDisk === 'prepared' && pending.state === 'sending') forgetPending(file)
      if (!told)
        log.warn(
          `Cannot write beside ${shown(file)} (${messageOf(error)}). The results are sent all the same; if this process dies midway, look into Zephyr before you send them again.`,
        )
      told = true
      return false
    }
  }
}

/** Zephyr has the results; that a receipt cannot be written changes nothing of it. */
function saved(file: string, receipt: Receipt, log: Log) {
  try {
    saveReceipt(file, receipt)
  } catch (error) {
    log.warn(
      `Delivered, but the receipt cannot be written: ${messageOf(error)}. With room on the disk \`zephyr-report resend\` asks Zephyr and writes it; it sends nothing twice.`,
    )
  }
}

function delivered({ jobName, jobId, runId, counts, url }: Receipt): string {
  const job = `job "${jobName ?? ''}"${jobId === undefined ? '' : ` (${jobId})`}`
  const tests = `${counts.recorded} test cases: ${counts.passed} passed, ${counts.failed} failed`
  return `Delivered to Zephyr at ${url}: ${job}, run ${runId ?? 'not told'}. ${tests}.`
}

interface Failed {
  message: string
  maybe: boolean
  unclear?: boolean
  error?: unknown
  file: string
  /** The pending file stands beside the results. */
  kept: boolean
}

function failure({ message, maybe, unclear, error, file, kept }: Failed): string {
  const path = shown(file)
  const what = maybe
    ? 'It is not known whether the results arrived in Zephyr'
    : 'The results were not delivered to Zephyr'
  return `${what}. ${message} ${next()}`

  function next() {
    const upload = `zephyr-report upload ${path}`
    if (!kept) return `They are in ${path}; \`${upload}\` sends them${maybe ? ', should they not be there' : ''}.`
    if (unclear)
      return `They are kept in ${path}. Look at the job in Zephyr; if they are not there, \`${upload}\` sends them.`
    if (maybe)
      return `They are kept in ${path}. Once the server answers, \`zephyr-report resend\` asks it first and sends only what is not there.`
    // What was refused is refused again unless something else is sent.
    const wrong = error instanceof ZephyrError && (error.status === 400 || error.status === 404)
    return `They are kept in ${path}; \`zephyr-report resend\` sends them${wrong ? `, or \`${upload}\` with other options` : ''}.`
  }
}
