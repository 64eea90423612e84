import type { Loaded } from '../config/load.js'
import type { Log } from '../log.js'
import type { Shard } from '../results/model.js'
import type { Clock } from './clock.js'
import type { Pending, Receipt } from './record-types.js'
import type { DeliveryServer } from './server.js'
import type { DeliveryState } from './state-types.js'

/** A file to deliver, with the options and the log. */
export interface DeliveryRequest {
  /** The delivery's own file; another one is copied, so that what is sent is what stands there now. */
  file: string
  counts: Pending['counts']
  loaded: Loaded
  shard?: Shard
  log: Log
  /** Below 1, time goes faster; for tests. */
  pace?: number
  fetch?: typeof globalThis.fetch
  /** Replaces the machine's clock at `pace`; for tests. */
  clock?: Clock
  /** Replaces the server that the options name; for tests. */
  server?: DeliveryServer
}

/** How a delivery ended; also the document of `--json`. */
export type DeliveryResult = { state: DeliveryState; message: string } & (
  | { status: 'delivered'; receipt: Receipt }
  /** Zephyr took it, but its run ended without success, or not in the time that `wait` gave. */
  | { status: 'ended without success'; receipt: Receipt }
  /** Not delivered, and not on the server; `pending` is the result file whose pending file says why. */
  | { status: 'failed'; error?: unknown; pending?: string }
  /** Nobody knows whether the results arrived: `npx zephyr-report resend` asks before it sends. */
  | { status: 'not known'; error?: unknown; pending?: string }
)
