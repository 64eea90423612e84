export interface IdleWatch {
  signal: AbortSignal
  /** Something was sent or received: the time begins anew. */
  alive(): void
  /** Aborts `seconds` from now, whatever moves. */
  within(seconds: number): void
  stop(): void
}

/** Aborts its signal after `seconds` in which nothing was sent or received. */
export function idleWatch(seconds: number): IdleWatch {
  const controller = new AbortController()
  const expire = () => controller.abort(new Error(`nothing moved for ${seconds} seconds`))
  const timer = setTimeout(expire, seconds * 1000)
  let whole: NodeJS.Timeout | undefined
  let stopped = false
  return {
    signal: controller.signal,
    alive() {
      // An upload may still be read when its answer has come: no timer may keep the process then.
      if (!stopped) timer.refresh()
    },
    within(total: number) {
      whole = setTimeout(expire, total * 1000)
    },
    stop() {
      stopped = true
      clearTimeout(timer)
      clearTimeout(whole)
    },
  }
}
