import type { Evidence } from './evidence.js'
import type {
  Delivery,
  DeliveryEvent,
  DeliveryStart,
  DeliveryState,
  EndReason,
  EventOf,
  Looked,
  Moment,
  Step,
} from './state-types.js'

// One delivery as a state machine. `next` is pure: it holds every rule about when something may be sent again
// (docs/contract.md, Delivery 3), and run.ts performs what it asks for. Memory, disk, log, --json and exit codes use the words of state-types.ts alone.

/** Milliseconds over which a file must be absent before it may be sent again: a list may lag, a commit come late. */
export const absenceProofMs = 60_000
/** Milliseconds that a stored file is given for a run of its own before execute-job asks for one. */
const storedIdleMs = 60_000
/** Milliseconds after a POST of unknown effect in which no other process sends the file again. */
const resendAfterMs = 10 * 60_000
/** Milliseconds by which a list may lag behind the progress of runs. */
export const listLagMs = 60_000
/** Milliseconds between two tries where the release is locked. */
export const lockedPauseMs = 10_000
/** Looks that the server may refuse (401, 403, …) before asking ends. */
const refusedLooksAllowed = 3
const firstAskMs = 500
const longestAskMs = 5_000

export function newDelivery({ retries, deliveryTimeout, wait, earlier }: DeliveryStart): Delivery {
  const state = earlier?.state ?? 'prepared'
  return {
    state,
    retries,
    timeoutMs: deliveryTimeout * 1000,
    failures: 0,
    resumed: mayHaveArrived(state),
    waits: wait > 0,
    postedAt: earlier?.postedAt,
    executedAt: earlier?.executedAt,
    failedLooks: 0,
    refusedLooks: 0,
  }
}

/** Whether a POST of a delivery in this state may have been stored, so that the server is asked before another. */
export const mayHaveArrived = (state: DeliveryState) => state !== 'prepared' && state !== 'refused'

/** Epoch milliseconds from which a delivery that is not known to have arrived may be sent again, where it is absent. */
export const resendFrom = (postedAt: number) => postedAt + resendAfterMs

/** What happened turns into what is true now and what is to be done next. */
export function next(delivery: Delivery, event: DeliveryEvent): Step {
  switch (event.type) {
    case 'begun':
      return mayHaveArrived(delivery.state)
        ? ask({ ...delivery, state: 'inDoubt', doubtSince: event.at }, event, 0)
        : prepare(delivery, 0)
    case 'ready':
      return { delivery: { ...delivery, state: 'posting', postedAt: event.at }, effect: { do: 'post' } }
    case 'notReady':
      return end(delivery, 'refused', event.refused ? 'serverRefused' : 'notReached')
    case 'answered':
    case 'executed':
      return accepted(delivery, event, 'answer')
    case 'postFailed':
      return postFailed(delivery, event)
    case 'looked':
      return looked(delivery, event)
    case 'lookFailed':
      return lookFailed(delivery, event)
    case 'executeFailed':
      return ask(delivery, event)
    case 'runEnded':
      return { delivery: { ...delivery, state: 'finished' }, effect: { do: 'end' } }
    case 'timeOver':
      return timeOver(delivery)
  }
}

function postFailed(delivery: Delivery, event: EventOf<'postFailed'>): Step {
  const { failure } = event
  const failed: Delivery = { ...delivery, failures: delivery.failures + 1 }
  switch (failure) {
    case 'refused':
      return end(failed, 'refused', 'serverRefused')
    case 'locked': {
      const mayWait = delivery.retries > 0 && event.left - lockedPauseMs > delivery.timeoutMs / 2
      return mayWait ? prepare(delivery, lockedPauseMs) : end(failed, 'refused', 'serverRefused')
    }
    case 'unsent':
      return mayRetry(failed, event) ? prepare(failed, event.pause) : end(failed, 'refused', 'notReached')
    case 'throttled':
      return mayRetry(failed, event) ? prepare(failed, event.pause) : end(failed, 'refused', 'serverRefused')
    case 'late':
      return doubtful({ ...failed, doubt: 'late' }, event)
    case 'lost': {
      const isServerError = event.status === 500
      const said = event.serverMessage ?? ''
      const repeated = isServerError && delivery.serverError === said
      const serverError = isServerError ? said : undefined
      return doubtful({ ...failed, doubt: repeated ? 'repeated' : 'lost', serverError }, event)
    }
  }
}

/** 503 with Retry-After: the server is left alone for so long, as far as time is left to prove something afterwards. */
function doubtful(delivery: Delivery, event: EventOf<'postFailed'>): Step {
  const { at, left, retryAfter = 0 } = event
  const doubted: Delivery = { ...delivery, state: 'inDoubt', postedAt: at, doubtSince: at, showing: undefined }
  return ask(doubted, event, retryAfter + absenceProofMs < left ? retryAfter : 0)
}

function looked(delivery: Delivery, event: EventOf<'looked'>): Step {
  // A look shows how things stood at some time between its begin and its end. So what it shows counts from the end of
  // the first look that showed it, to the begin of the last.
  const { at, begun = at } = event
  const evidence = notGone(delivery, event.evidence)
  const since = delivery.showing?.found === evidence.found ? delivery.showing.since : at
  const seen: Delivery = {
    ...delivery,
    state: 'inDoubt',
    doubtSince: delivery.doubtSince ?? at,
    failedLooks: 0,
    refusedLooks: 0,
    showing: { found: evidence.found, since },
    unproved: evidence.found === 'undecided' ? evidence.doubt : undefined,
  }
  switch (evidence.found) {
    case 'arrived':
      return arrived(seen, { ...event, begun }, evidence.jobId)
    case 'stored':
      return stored({ ...seen, jobId: evidence.jobId }, { ...event, begun }, evidence.jobId)
    case 'absent':
      return absent(seen, { ...event, begun })
    case 'undecided':
      return isLate(seen) || begun - since < absenceProofMs ? ask(seen, event) : end(seen, 'undecided', 'unprovable')
  }
}

/**
 * Once the file has stood there without a run, a newer run may be another delivery's whose file a lagging list does not
 * show yet: it must stand beside ours for longer than that.
 */
function arrived(delivery: Delivery, event: Looked, jobId: number): Step {
  const wasIdle = delivery.jobId !== undefined || delivery.executedAt !== undefined
  const seen: Delivery = { ...delivery, jobId }
  return wasIdle && !stands(seen, event.begun, listLagMs) ? ask(seen, event) : accepted(seen, { jobId }, 'look')
}

/** A job that has shown our file and shows another one was taken over: our file is not absent. */
function notGone({ jobId }: Delivery, evidence: Evidence): Evidence {
  if (evidence.found !== 'absent' || jobId === undefined) return evidence
  return { found: 'undecided', doubt: { because: 'gone', jobId } }
}

function stored(delivery: Delivery, event: Looked, jobId: number): Step {
  if (delivery.executedAt !== undefined) {
    const idle = event.begun - delivery.executedAt >= storedIdleMs && stands(delivery, event.begun, storedIdleMs)
    return idle ? end(delivery, 'undecided', 'notRun') : ask(delivery, event)
  }
  if (!stands(delivery, event.begun, storedIdleMs)) return ask(delivery, event)
  return { delivery: { ...delivery, executedAt: event.at, showing: undefined }, effect: { do: 'execute', jobId } }
}

function absent(delivery: Delivery, event: Looked): Step {
  if (delivery.resumed && delivery.doubt === undefined) return absentToResend(delivery, event)
  // The server may still be at work: asked until the time is over.
  if (isLate(delivery) || !isProvedAbsent(delivery, event.begun)) return ask(delivery, event)
  if (delivery.doubt === 'repeated' || !mayRetry(delivery, event)) return end(delivery, 'refused', 'provedAbsent')
  return prepare({ ...delivery, state: 'prepared', doubt: undefined, doubtSince: undefined }, event.pause)
}

/** A `resend`: not before 10 minutes are over, and then only what was absent for a minute too. */
function absentToResend(delivery: Delivery, event: Looked): Step {
  const { postedAt = event.at, waits } = delivery
  if (event.begun < resendFrom(postedAt)) return waits ? ask(delivery, event) : end(delivery, 'undecided', 'tooEarly')
  if (!isProvedAbsent(delivery, event.begun)) return ask(delivery, event)
  return prepare({ ...delivery, state: 'prepared', resumed: false, doubtSince: undefined }, 0)
}

function lookFailed(delivery: Delivery, event: EventOf<'lookFailed'>): Step {
  const failedLooks = delivery.failedLooks + 1
  const refusedLooks = delivery.refusedLooks + (event.refused ? 1 : 0)
  const seen: Delivery = { ...delivery, failedLooks, refusedLooks }
  // Nobody waits at the end of a run for a `resend`: it can be called again.
  const isOver = refusedLooks >= refusedLooksAllowed || (delivery.resumed && failedLooks > delivery.retries)
  return isOver ? end(seen, 'undecided', 'lookFailed') : ask(seen, event)
}

function timeOver(delivery: Delivery): Step {
  if (!mayHaveArrived(delivery.state)) return end(delivery, 'refused', 'timeOver')
  if (delivery.showing?.found === 'arrived') return accepted(delivery, {}, 'look')
  if (delivery.showing?.found === 'stored' || delivery.executedAt !== undefined)
    return end(delivery, 'undecided', 'notRun')
  return end(delivery, 'undecided', 'timeOver')
}

const isLate = ({ doubt }: Delivery) => doubt === 'late'

/** Whether what the looks show has stood there for so long. */
const stands = ({ showing }: Delivery, at: number, milliseconds: number) =>
  showing !== undefined && at - showing.since >= milliseconds

/** Whether absence is proved: long after the POST one look is as good as looks over a minute. */
function isProvedAbsent(delivery: Delivery, at: number): boolean {
  const { resumed, postedAt } = delivery
  if (stands(delivery, at, absenceProofMs)) return true
  return resumed && postedAt !== undefined && at >= resendFrom(postedAt) + absenceProofMs
}

const mayRetry = ({ failures, retries }: Delivery, { pause, left }: Moment) => failures <= retries && pause < left

function accepted(delivery: Delivery, what: { jobId?: number; runId?: number }, provedBy: 'answer' | 'look'): Step {
  const { jobId = delivery.jobId, runId } = what
  return {
    delivery: { ...delivery, state: 'accepted', jobId, runId, provedBy, reason: undefined },
    effect: { do: 'end' },
  }
}

const prepare = (delivery: Delivery, afterMs: number): Step => ({
  delivery: { ...delivery, state: 'prepared' },
  effect: { do: 'prepare', afterMs },
})

/** The longer it is unknown, the rarer the server is asked. */
function ask(delivery: Delivery, { at }: Moment, afterMs?: number): Step {
  const asked = at - (delivery.doubtSince ?? at)
  const pause = Math.min(Math.max(asked * 0.3, firstAskMs), longestAskMs)
  return { delivery, effect: { do: 'ask', afterMs: afterMs ?? pause } }
}

const end = (delivery: Delivery, state: 'refused' | 'undecided', reason: EndReason): Step => ({
  delivery: { ...delivery, state, reason },
  effect: { do: 'end' },
})
