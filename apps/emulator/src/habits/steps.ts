import { type Clock, sleep } from '../clock.js'
import { answerOf, type Fault } from './fault.js'

/** An operation as a server carries it out: what was sent is kept, then a run is started. */
export interface Steps<Stored, Result> {
  keep: () => Stored
  run: (kept: Stored) => Result
}

/** Which seconds after the request the steps happen at; `undefined`: never. */
export function timesOf(fault: Fault | undefined): { keep: number | undefined; run: number | undefined } {
  const stores = fault?.stores ?? (fault === undefined || answerOf(fault) === undefined)
  const keep = secondsOf(stores)
  const run = secondsOf(fault?.runs ?? stores)
  return { keep, run: keep === undefined || run === undefined ? undefined : Math.max(keep, run) }
}

const secondsOf = (step: boolean | number): number | undefined =>
  step === false ? undefined : step === true ? 0 : step

/**
 * Carries out both steps when the fault lets them. Resolves with the result once both are done; never, where one of
 * them never comes or the server closed before.
 */
export async function carryOut<Stored, Result>(
  { keep, run }: Steps<Stored, Result>,
  fault: Fault | undefined,
  clock: Clock,
  closing: AbortSignal,
): Promise<Result> {
  const times = timesOf(fault)
  const never = new Promise<never>(() => {})
  if (times.keep === undefined) return never
  if (times.keep > 0) await sleep(clock, times.keep, closing)
  const kept = keep()
  if (times.run === undefined) return never
  if (times.run > times.keep) await sleep(clock, times.run - times.keep, closing)
  return run(kept)
}
