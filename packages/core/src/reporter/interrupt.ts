const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/** What cut a run off: a signal, or a call of `process.exit`. */
export type Interruption = 'signal' | 'exit'

/**
 * Runs `act` when a signal ends the process, or something calls `process.exit` midway (a test in Jest's own process can);
 * synchronously and before the runner's own handlers, which may end it at once. Then all takes its usual course. Returns
 * the way to stop listening.
 */
export function onInterrupt(act: (by: Interruption) => void): () => void {
  const stop = () => {
    for (const signal of signals) process.off(signal, handler)
    process.off('exit', leave)
  }
  const leave = () => {
    stop()
    act('exit')
  }
  const handler = (signal: NodeJS.Signals) => {
    stop()
    act('signal')
    // With no other handler the process would have ended: our listening must not keep it alive.
    if (process.listenerCount(signal) === 0) process.kill(process.pid, signal)
  }
  // Vitest 3 leaves at once in its own handler: ours goes first.
  for (const signal of signals) process.prependListener(signal, handler)
  process.prependListener('exit', leave)
  return stop
}
