import { existsSync, renameSync } from 'node:fs'
import type { Loaded, Source } from '../config/load.js'
import { type OptionName, optionNames, options, type Settings } from '../config/options.js'
import type { Log } from '../log.js'
import { messageOf, shown } from '../shown.js'
import { paced } from './clock.js'
import { type DeliveryResult, deliverPending } from './deliver.js'
import { type Kept, type Pending, readPending, readReceipt, receiptPath, resultPath, sha256Of } from './files.js'
import { type Lock, lockDelivery } from './lock.js'
import { mayHaveArrived } from './state.js'

export interface ResendRequest {
  /** A `*.pending.json`. */
  path: string
  /** The options of now: credentials and time limits come from here, all else from the pending file. */
  loaded: Loaded
  log: Log
  pace?: number
}

/** Finishes a delivery that was not finished. What may have been sent before is asked for first, so nothing is doubled. */
export async function resend({ path, loaded, log, pace }: ResendRequest): Promise<DeliveryResult> {
  const file = resultPath(path)
  const limit = paced(pace).limit(loaded.settings.deliveryTimeout)
  let lock: Lock | undefined
  try {
    lock = await lockDelivery(file, idOf(readPending(path)), log, limit.signal)
    if (!lock) throw new Error('Another process is still sending it. Look again when that has ended.')
    // What another process did while this one waited.
    const kept = existsSync(path) ? readPending(path) : { receipt: readReceipt(receiptPath(path)) }
    if ('receipt' in kept) {
      if (existsSync(path)) renameSync(path, receiptPath(path))
      const message = `${shown(file)} has been delivered before: job ${kept.receipt.jobId ?? 'not told'}, run ${kept.receipt.runId ?? 'not told'}.`
      log.info(message)
      return { status: 'delivered', state: kept.receipt.state ?? 'accepted', receipt: kept.receipt, message }
    }
    const { pending } = kept
    if (!existsSync(file))
      throw new Error(`${file} is gone: without the result file there is nothing to send. Delete ${path}.`)
    if ((await sha256Of(file)) !== pending.sha256) {
      throw new Error(
        `${file} has changed since it was to be sent. Send it as it is now with: zephyr-report upload ${file}`,
      )
    }
    const { counts, shard } = pending
    return await deliverPending({ file, counts, shard, loaded: asThen(loaded, pending), log, pace }, pending, lock)
  } catch (error) {
    const message = `${path} cannot be sent. ${messageOf(error)}`
    log.error(message)
    return { status: 'failed', state: 'refused', message, error }
  } finally {
    limit.cancel()
    lock?.release()
  }
}

const idOf = (kept: Kept) => ('receipt' in kept ? kept.receipt.deliveryId : kept.pending.deliveryId)

/** What belongs to now: who sends, how long it may take, how much is told. */
const ofNow: readonly OptionName[] = [
  'token',
  'username',
  'password',
  'timeout',
  'deliveryTimeout',
  'retries',
  'wait',
  'clientCert',
  'clientKey',
  'logLevel',
  'strict',
]

function asThen(loaded: Loaded, { settings, set, runner, state }: Pending): Loaded {
  // A wrong address may be mended; but what may have been sent is asked for where it was sent.
  const mended = !mayHaveArrived(state) && loaded.settings.url !== undefined
  const names = optionNames.filter((name) => !ofNow.includes(name) && !(mended && name === 'url'))
  const sources: Record<OptionName, Source> = { ...loaded.sources }
  for (const name of names) {
    sources[name] = set.includes(name)
      ? { kind: 'options', label: options[name].variable }
      : { kind: 'default', label: 'default' }
  }
  // Values that this package wrote into the pending file itself.
  const then = Object.fromEntries(names.map((name) => [name, settings[name]])) as Partial<Settings>
  return { ...loaded, runner, sources, settings: { ...loaded.settings, ...then } }
}
