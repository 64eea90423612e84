import type { Doubt, Evidence } from './evidence.js'

// The vocabulary of a delivery: its states, what happens to it, and what is to be done next. The rules: state.ts.

export const deliveryStates = [
  /** Nothing of it is on the server: never sent, or proved absent. */
  'prepared',
  /** A POST of the file is on its way, or was when its process died. */
  'posting',
  /** The POST's effect is unknown; the server is being asked. */
  'inDoubt',
  /** Zephyr has the file and has scheduled its run. */
  'accepted',
  /** Accepted, and the run's end was seen. */
  'finished',
  /** An end: not delivered, and nothing of it is on the server. `resend` may send it at once. */
  'refused',
  /** An end: it is not known whether it arrived. `resend` asks before it sends. */
  'undecided',
] as const
/** Where a delivery stands: one word for memory, disk, log and `--json`. */
export type DeliveryState = (typeof deliveryStates)[number]

/** Why a delivery ended as `refused` or `undecided`. */
export type EndReason =
  /** The server refused what was asked, and would refuse it again. */
  | 'serverRefused'
  /** No request came through whole, and no retry is left. */
  | 'notReached'
  /** The file arrived nowhere in 60 seconds of asking, and no retry is left, or the server failed alike twice. */
  | 'provedAbsent'
  /** `deliveryTimeout` was over. */
  | 'timeOver'
  /** The server answered, and what it shows proves neither. */
  | 'unprovable'
  /** The server did not answer when it was asked, or refused to. */
  | 'lookFailed'
  /** The server has the file, and shows no run of it. */
  | 'notRun'
  /** Absent so far, but the server may still commit: see {@link resendFrom}. */
  | 'tooEarly'

/** What a failed POST says about its effect. */
export type PostFailure =
  /** Its body did not leave this machine whole: nothing can be stored. */
  | 'unsent'
  /** 4xx: the server did nothing, and would do nothing the next time. */
  | 'refused'
  /** 429: the server did nothing, and asks to wait. */
  | 'throttled'
  /** 400 that names the release as locked. */
  | 'locked'
  /** Whole body, then 500, 502, 503, 520, 521 or a lost connection: it may have been stored. */
  | 'lost'
  /** Whole body, then anything else: the server may still be at work on it. */
  | 'late'

export interface Delivery {
  readonly state: DeliveryState
  /** The option `retries`. */
  readonly retries: number
  /** The option `deliveryTimeout` in milliseconds. */
  readonly timeoutMs: number
  /** How often a POST was tried in vain; each counts as a retry. */
  readonly failures: number
  /** Begun by another process: its POST may have been sent at `postedAt`. */
  readonly resumed: boolean
  /** `wait` is set: a `resend` that comes too early stays until it may send. */
  readonly waits: boolean
  /** Epoch milliseconds of the last POST: its begin, and its end once that is known. */
  readonly postedAt?: number
  /** Epoch milliseconds of execute-job for a file that was stored and not run; never sent twice. */
  readonly executedAt?: number
  /** `lost`: may be sent again once proved absent. `repeated`: so did the POST before, with the same message. */
  readonly doubt?: 'lost' | 'repeated' | 'late'
  /** What the last 500 said. */
  readonly serverError?: string
  readonly doubtSince?: number
  /** What the looks show without a break, and since when. */
  readonly showing?: { found: Evidence['found']; since: number }
  readonly failedLooks: number
  readonly refusedLooks: number
  /** The job that has, or once had, our file. */
  readonly jobId?: number
  readonly runId?: number
  /** How it is known that Zephyr accepted the delivery: by an answer, or by what the server showed later. */
  readonly provedBy?: 'answer' | 'look'
  readonly reason?: EndReason
  readonly unproved?: Doubt
}

export interface Moment {
  /** Epoch milliseconds. */
  at: number
  /** Milliseconds left of the delivery's time. */
  left: number
  /** Milliseconds to wait before the next try, as backoff or Retry-After want it. */
  pause: number
}

/** A look that found something: when it began, epoch milliseconds. */
export interface Looked extends Moment {
  begun: number
}

export type DeliveryEvent = Moment &
  (
    | { type: 'begun' }
    /** The job was looked up, and what stands on the server is written down. */
    | { type: 'ready' }
    /** A read before the POST failed for good. */
    | { type: 'notReady'; refused: boolean }
    | { type: 'answered'; jobId?: number; runId?: number }
    | { type: 'postFailed'; failure: PostFailure; status?: number; serverMessage?: string; retryAfter?: number }
    /** `begun`: when the look began, epoch milliseconds; the server may have changed since. Default: `at`. */
    | { type: 'looked'; evidence: Evidence; begun?: number }
    | { type: 'lookFailed'; refused: boolean }
    | { type: 'executed'; runId?: number }
    | { type: 'executeFailed' }
    | { type: 'runEnded' }
    | { type: 'timeOver' }
  )
export type EventOf<T extends DeliveryEvent['type']> = Extract<DeliveryEvent, { type: T }>

export type Effect =
  /** Look the job up, write down what stands there, then post. */
  | { do: 'prepare'; afterMs: number }
  | { do: 'post' }
  | { do: 'ask'; afterMs: number }
  /** execute-job for a file that was stored and not run. */
  | { do: 'execute'; jobId: number }
  | { do: 'end' }

export interface Step {
  delivery: Delivery
  effect: Effect
}

export interface DeliveryStart {
  retries: number
  /** Seconds. */
  deliveryTimeout: number
  /** Seconds; 0 does not wait. */
  wait: number
  /** From the record of an earlier process. */
  earlier?: { state: DeliveryState; postedAt?: number; executedAt?: number }
}
