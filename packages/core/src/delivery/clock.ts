import { setTimeout as after } from 'node:timers/promises'

/** Time as a delivery sees it: a pace of 0.01 makes a second last 10 ms, so that tests see in seconds what takes minutes. */
export interface Clock {
  /** Milliseconds. Ends early, without an error, when the signal fires. */
  sleep(milliseconds: number, signal?: AbortSignal): Promise<void>
  /** Milliseconds since some moment. */
  now(): number
  /** Fires after so many seconds; `cancel` frees its timer. */
  limit(seconds: number): { signal: AbortSignal; cancel(): void }
}

export function paced(pace = 1): Clock {
  return {
    now: () => performance.now() / pace,
    async sleep(milliseconds, signal) {
      await after(milliseconds * pace, undefined, { signal }).catch(() => {})
    },
    limit(seconds) {
      const controller = new AbortController()
      const timer = setTimeout(() => controller.abort(), seconds * 1000 * pace)
      return { signal: controller.signal, cancel: () => clearTimeout(timer) }
    },
  }
}
