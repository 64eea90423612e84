import type { Loaded } from '../config/load.js'
import type { Log } from '../log.js'
import type { Shard } from '../results/model.js'
import { ZephyrError } from '../zephyr/errors.js'
import { retryDelay } from '../zephyr/retry.js'
import type { Clock, Limit } from './clock.js'
import type { Evidence } from './evidence.js'
import { countdown, type Sending, sending, showing } from './live.js'
import { lookAfterPost } from './look.js'
import { askingLine, retryLine } from './message.js'
import { failureOf } from './outcome.js'
import { type Prepared, prepare } from './prepare.js'
import type { Pending } from './record-types.js'
import type { DeliveryServer } from './server.js'
import { newDelivery, next } from './state.js'
import type { Delivery, DeliveryEvent, Effect, Step } from './state-types.js'

// Performs what state.ts asks for, within the delivery's time. The only place that posts.

export interface DeliveryRun {
  server: DeliveryServer
  loaded: Loaded
  /** The record on disk when the run begins. */
  pending: Pending
  file: string
  shard?: Shard
  clock: Clock
  log: Log
  /** Ends with `deliveryTimeout`. */
  limit: Limit
  /** Writes the record; called before the effect that the record announces. */
  save: (pending: Pending) => void
  /** @throws where the file is not the one that was written. */
  checkFile: () => Promise<void>
}

/** How a delivery ended. */
export interface Outcome {
  delivery: Delivery
  /** The record on disk now. */
  pending: Pending
  /** What the last POST, or what came before it, failed with. */
  error?: Error
  /** What the last look failed with. */
  lookError?: Error
  /** The run's status, from the answer to the POST. */
  status?: string
}

/** An event without the fields that the clock fills in. */
type Happened<E = DeliveryEvent> = E extends DeliveryEvent ? Omit<E, 'at' | 'left' | 'pause'> : never

/** What one effect leaves for the next ones. */
interface Progress {
  pending: Pending
  prepared?: Prepared
  error?: ZephyrError
  lookError?: ZephyrError
  status?: string
  /** The upload that is under way. */
  sending?: Sending
}

/** Brings the file to the server, once. */
export async function runDelivery(run: DeliveryRun): Promise<Outcome> {
  const { settings } = run.loaded
  const progress: Progress = { pending: run.pending }
  const { state, postedAt, executedAt } = run.pending
  // Without `target` and `before` nothing was sent, so there is nothing to ask about.
  const earlier = run.pending.target && run.pending.before ? { state, postedAt, executedAt } : undefined
  let step = happened(newDelivery({ ...settings, earlier }), { type: 'begun' })
  let asking = false
  for (;;) {
    const { delivery, effect } = step
    saveState(run, progress, delivery)
    if (effect.do === 'end') return outcomeOf(progress, delivery)
    if (effect.do === 'ask' && !asking) run.log.info(askingLine(delivery, progress.error))
    asking = effect.do === 'ask'
    const event = await perform(run, progress, step)
    step = happened(delivery, run.limit.signal.aborted ? overTime(event) : event)
    if (step.effect.do === 'prepare' && progress.error) run.log.warn(retryLine(progress.error, step.effect.afterMs))
  }

  function happened(delivery: Delivery, event: Happened): Step {
    const retryAfter = event.type === 'postFailed' ? event.retryAfter : undefined
    const pause = retryDelay(delivery.failures, retryAfter)
    return next(delivery, { ...event, at: Math.round(run.clock.now()), left: run.limit.left(), pause })
  }
}

function outcomeOf({ pending, error, lookError, status }: Progress, delivery: Delivery): Outcome {
  return { delivery, pending, error, lookError, status }
}

/** Ends the delivery when its time is over; evidence found before that still counts. */
function overTime(event: Happened): Happened {
  const isProof =
    event.type === 'answered' ||
    event.type === 'executed' ||
    (event.type === 'looked' && event.evidence.found === 'arrived')
  const isRefusal = event.type === 'postFailed' && event.failure !== 'lost' && event.failure !== 'late'
  return isProof || isRefusal ? event : { type: 'timeOver' }
}

function saveState({ save }: DeliveryRun, progress: Progress, { state, postedAt, executedAt }: Delivery) {
  const { pending } = progress
  if (pending.state === state && pending.postedAt === postedAt && pending.executedAt === executedAt) return
  progress.pending = { ...pending, state, postedAt, executedAt }
  // An accepted delivery's record is its receipt, which deliver.ts writes.
  if (state !== 'accepted') save(progress.pending)
}

async function perform(run: DeliveryRun, progress: Progress, { delivery, effect }: Step): Promise<Happened> {
  const { clock, limit } = run
  if ('afterMs' in effect && effect.afterMs > 0)
    await countdown(
      { log: run.log, clock, signal: limit.signal },
      effect.do === 'ask' ? 'Asking Zephyr' : 'Trying again',
      effect.afterMs,
    )
  if (limit.signal.aborted) return { type: 'timeOver' }
  try {
    const what = underWay[effect.do]
    progress.sending = undefined
    return await showing(
      run.log,
      (seconds) => progress.sending?.text() ?? `${what}: ${seconds} s`,
      () => performNow(run, progress, { delivery, effect }),
    )
  } catch (error) {
    if (!(error instanceof ZephyrError)) throw error
    // A look that the end of the time cut off says nothing about the server.
    if (effect.do === 'ask') progress.lookError = limit.signal.aborted ? progress.lookError : error
    else progress.error = error
    return failed(effect, error)
  }
}

const underWay: Readonly<Record<Effect['do'], string>> = {
  prepare: 'Looking up the job in Zephyr',
  post: "Waiting for Zephyr's answer",
  ask: 'Asking Zephyr',
  execute: 'Asking Zephyr to run the job',
  end: 'Ending',
}

async function performNow(run: DeliveryRun, progress: Progress, { delivery, effect }: Step): Promise<Happened> {
  const { clock } = run
  switch (effect.do) {
    case 'prepare':
      return getReady(run, progress)
    case 'post':
      return post(run, progress)
    case 'ask': {
      const begun = Math.round(clock.now())
      const evidence = await look(run, progress)
      progress.lookError = undefined
      return { type: 'looked', evidence, begun }
    }
    case 'execute': {
      const [started] = await run.server.executeJobs([effect.jobId], { signal: run.limit.signal, retries: 0 })
      progress.status = started?.status
      return { type: 'executed', runId: started?.id }
    }
    case 'end':
      throw new TypeError(`A delivery that is ${delivery.state} has ended.`)
  }
}

function failed(effect: Effect, error: ZephyrError): Happened {
  const { reached, status, serverMessage, retryAfter } = error
  const refused = reached === 'refused' && status !== 429
  switch (effect.do) {
    case 'post':
      return { type: 'postFailed', failure: failureOf(error), status, serverMessage, retryAfter }
    case 'ask':
      return { type: 'lookFailed', refused }
    case 'execute':
      return { type: 'executeFailed' }
    default:
      return { type: 'notReady', refused }
  }
}

/** Looks up what to send and where. A file that an earlier POST of this delivery brought there meanwhile is not sent again. */
async function getReady(run: DeliveryRun, progress: Progress): Promise<Happened> {
  const prepared = await prepare(run)
  if (prepared.request.do === 'nothing') {
    const { target, before } = prepared
    // Compared with what stood there before the POST that brought it, where that is known.
    progress.pending = {
      ...progress.pending,
      target: progress.pending.target ?? target,
      before: progress.pending.before ?? before,
    }
    const begun = Math.round(run.clock.now())
    return { type: 'looked', evidence: await look(run, progress), begun }
  }
  await run.checkFile()
  progress.prepared = prepared
  progress.pending = { ...progress.pending, target: prepared.target, before: prepared.before, problem: undefined }
  return { type: 'ready' }
}

/** Stores what was learned with the record, so that a `resend` knows it. */
async function look(run: DeliveryRun, progress: Progress): Promise<Evidence> {
  const { evidence, before } = await lookAfterPost(run, progress.pending)
  progress.pending = { ...progress.pending, before }
  return evidence
}

async function post({ server, file, limit, log }: DeliveryRun, progress: Progress): Promise<Happened> {
  const { prepared, pending } = progress
  const upload = { path: file, name: pending.upload }
  progress.sending = sending(log)
  const call = { signal: limit.signal, retries: 0, onSent: progress.sending.onSent }
  switch (prepared?.request.do) {
    case 'update': {
      const { detail } = prepared.request
      await server.updateAndExecuteJob(detail, upload, call)
      return { type: 'answered', jobId: detail.id }
    }
    case 'create': {
      const { id, status } = await server.createAndExecuteJob(prepared.request.detail, upload, call)
      progress.status = status
      return { type: 'answered', runId: id }
    }
    default:
      throw new TypeError('Nothing is prepared to be sent.')
  }
}
