import type { Clock, Limit } from '@zephyr-reporters/core'

interface Timer {
  at: number
  order: number
  act: () => void
}

/** Milliseconds since 1970 at which every world begins. */
const epoch = 1_780_000_000_000

export interface VirtualClock extends Clock {
  /** Calls `act` when so many milliseconds are over. @returns a function that calls it off. */
  after(milliseconds: number, act: () => void): () => void
  /** Lets time pass, from timer to timer, until all of these have settled. */
  run<T>(started: readonly Promise<T>[]): Promise<T[]>
  /** Lets so much time pass while nothing else waits. */
  pass(milliseconds: number): Promise<void>
}

/**
 * A clock that jumps to the next timer as soon as everything that runs waits for one: ten minutes take no time. Whatever
 * runs must wait by `sleep` alone, or for the disk, which is waited for in earnest.
 */
export function virtualClock(): VirtualClock {
  let now = epoch
  let order = 0
  let running = 0
  let sleeping = 0
  const timers = new Set<Timer>()
  const after = (milliseconds: number, act: () => void) => {
    const timer: Timer = { at: now + Math.max(0, milliseconds), order: order++, act }
    timers.add(timer)
    return () => void timers.delete(timer)
  }
  const jump = () => {
    let next: Timer | undefined
    for (const timer of timers)
      if (!next || timer.at < next.at || (timer.at === next.at && timer.order < next.order)) next = timer
    if (!next) throw new Error('Everything waits, and no timer is set.')
    timers.delete(next)
    now = Math.max(now, next.at)
    next.act()
  }
  const sleep = (milliseconds: number, signal?: AbortSignal) =>
    new Promise<void>((resolve) => {
      if (signal?.aborted) return resolve()
      sleeping++
      const wake = () => {
        callOff()
        signal?.removeEventListener('abort', wake)
        sleeping--
        resolve()
      }
      const callOff = after(milliseconds, wake)
      signal?.addEventListener('abort', wake, { once: true })
    })
  const limit = (seconds: number): Limit => {
    const controller = new AbortController()
    const end = now + seconds * 1000
    const cancel = after(seconds * 1000, () => controller.abort())
    return { signal: controller.signal, left: () => end - now, cancel }
  }
  const run = async <T>(started: readonly Promise<T>[]): Promise<T[]> => {
    running += started.length
    const settled = started.map((one) => one.finally(() => running--))
    // Thrown below, once all have settled.
    for (const one of settled) one.catch(() => {})
    while (running > 0) {
      // Promises that are ready, and the disk, first.
      await new Promise((resolve) => setImmediate(resolve))
      if (running > 0 && sleeping >= running) jump()
    }
    return Promise.all(settled)
  }
  const pass = async (milliseconds: number) => {
    await run([sleep(milliseconds)])
  }
  return { now: () => now, sleep, limit, after, run, pass }
}
