import type { Log } from '../log.js'
import type { Clock } from './clock.js'

// What a delivery is doing right now, for people who look at a terminal.

/** Milliseconds of silence after which it is said what is waited for. */
const silenceMs = 2000
const megabyte = 1024 * 1024

/** Runs `act`; where that takes long, `text` is shown second by second with the seconds since it began. */
export async function showing<T>(log: Log, text: (seconds: number) => string, act: () => Promise<T>): Promise<T> {
  const began = performance.now()
  const tick = () => {
    const ms = performance.now() - began
    if (ms >= silenceMs) log.live(text(Math.floor(ms / 1000)))
  }
  const timer = setInterval(tick, 1000)
  try {
    return await act()
  } finally {
    clearInterval(timer)
    log.live()
  }
}

/** Sleeps by the delivery's clock, counting down. */
export async function countdown(
  { log, clock, signal }: { log: Log; clock: Clock; signal: AbortSignal },
  what: string,
  ms: number,
): Promise<void> {
  const end = clock.now() + ms
  await showing(
    log,
    () => `${what} in ${Math.max(0, Math.ceil((end - clock.now()) / 1000))} s`,
    () => clock.sleep(ms, signal),
  )
}

/** How much of an upload of more than 1 MB has left this machine. */
export interface Sending {
  onSent: (bytes: number, total: number) => void
  /** `Sending 3.1 MB: 42 %`; `undefined` for a small upload, and once all of it has left. */
  text: () => string | undefined
}

/** Shows each whole percent once. */
export function sending(log: Log): Sending {
  let percent = -1
  let text: string | undefined
  return {
    text: () => text,
    onSent(bytes, total) {
      const now = Math.floor((bytes / total) * 100)
      if (total <= megabyte || now === percent) return
      percent = now
      text = now < 100 ? `Sending ${(total / megabyte).toFixed(1)} MB: ${now} %` : undefined
      if (text !== undefined) log.live(text)
    },
  }
}
