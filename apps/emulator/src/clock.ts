/** Time as the emulator sees it. */
export interface Clock {
  /** Milliseconds since some moment. */
  now(): number
  /** Calls `act` once after `milliseconds`; @returns a function that calls it off. */
  after(milliseconds: number, act: () => void): () => void
}

/**
 * A clock whose second lasts `pace` real seconds: with 0.01 a minute takes 600 ms, so that tests see in seconds what
 * takes minutes on a real server.
 */
export function pacedClock(pace = 1): Clock {
  return {
    now: () => performance.now() / pace,
    after(milliseconds, act) {
      const timer = setTimeout(act, milliseconds * pace)
      return () => clearTimeout(timer)
    },
  }
}

/** Resolves after `seconds`; never once `signal` has aborted. */
export function sleep(clock: Clock, seconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return
    const cancel = clock.after(seconds * 1000, resolve)
    signal.addEventListener('abort', cancel, { once: true })
  })
}
