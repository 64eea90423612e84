import type { Clock } from './clock.js'

export interface Polling {
  clock: Clock
  signal: AbortSignal
  /** Milliseconds before the second look; each pause after is longer by `factor`, up to `longestMs`. */
  firstMs: number
  /** @default 2 */
  factor?: number
  /** @default no bound */
  longestMs?: number
  /** @default no bound */
  looks?: number
}

/**
 * Looks until there is something to see.
 *
 * @returns what `look` gave, or `undefined` where the signal fired, or after `looks` looks.
 */
export async function poll<T>(look: () => Promise<T | undefined>, polling: Polling): Promise<T | undefined> {
  const { clock, signal, firstMs, factor = 2, longestMs = Number.POSITIVE_INFINITY } = polling
  const looks = polling.looks ?? Number.POSITIVE_INFINITY
  let pause = firstMs
  for (let count = 1; ; count++) {
    const seen = await look()
    if (seen !== undefined || count >= looks) return seen
    await clock.sleep(pause, signal)
    if (signal.aborted) return undefined
    pause = Math.min(pause * factor, longestMs)
  }
}
