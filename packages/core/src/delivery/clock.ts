import { setTimeout as after } from 'node:timers/promises'
import { longestTimer } from '../zephyr/retry.js'

/** Time as a delivery sees it: a pace of 0.01 makes a second last 10 ms, so that tests see in seconds what takes minutes. */
export interface Clock {
  /** Milliseconds. Ends early, without an error, when the signal fires. */
  sleep(milliseconds: number, signal?: AbortSignal): Promise<void>
  /** Milliseconds since some moment. */
  now(): number
  limit(seconds: number): Limit
}

export interface Limit {
  /** Fires when the time is over. */
  signal: AbortSignal
  /** Milliseconds. */
  left(): number
  /** Frees the timer. */
  cancel(): void
}

export function paced(pace = 1): Clock {
  const now = () => performance.now() / pace
  return {
    now,
    async sleep(milliseconds, signal) {
      await after(Math.min(milliseconds * pace, longestTimer), undefined, { signal }).catch(() => {})
    },
    limit(seconds) {
      const controller = new AbortController()
      const end = now() + seconds * 1000
      const timer = setTimeout(() => controller.abort(), seconds * 1000 * pace)
      return { signal: controller.signal, left: () => end - now(), cancel: () => clearTimeout(timer) }
    },
  }
}
