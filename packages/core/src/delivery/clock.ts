import { setTimeout as after } from 'node:timers/promises'
import { longestTimer } from '../zephyr/retry.js'

/** Time as a delivery sees it. Tests give one that jumps from timer to timer, so that minutes take milliseconds. */
export interface Clock {
  /** Epoch milliseconds; never goes back within a process. */
  now(): number
  /** Milliseconds. Ends early, without an error, when the signal fires. */
  sleep(milliseconds: number, signal?: AbortSignal): Promise<void>
  limit(seconds: number): Limit
}

/** A time limit that several steps share. */
export interface Limit {
  /** Fires when the time is over. */
  signal: AbortSignal
  /** Milliseconds. */
  left(): number
  /** Frees the timer. */
  cancel(): void
}

/** Why a request ended that was under way when the time was over. */
const timeOver = () => new Error("the delivery's time was over")

/**
 * The machine's clock.
 *
 * @param pace Below 1, time goes faster: with 0.01 a second lasts 10 ms. Its epoch is stretched alike, so that processes
 *   of one pace agree about it.
 */
export function paced(pace = 1): Clock {
  const now = () => (performance.timeOrigin + performance.now()) / pace
  return {
    now,
    async sleep(milliseconds, signal) {
      await after(Math.min(milliseconds * pace, longestTimer), undefined, { signal }).catch(() => {})
    },
    limit(seconds) {
      const controller = new AbortController()
      const end = now() + seconds * 1000
      const timer = setTimeout(() => controller.abort(timeOver()), Math.min(seconds * 1000 * pace, longestTimer))
      return { signal: controller.signal, left: () => end - now(), cancel: () => clearTimeout(timer) }
    },
  }
}
