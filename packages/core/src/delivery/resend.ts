import { existsSync, renameSync } from 'node:fs'
import { dirname } from 'node:path'
import type { Source } from '../config/layers.js'
import type { Loaded } from '../config/load.js'
import { type OptionName, optionNames, options, type Settings } from '../config/options.js'
import { displayPath, messageOf } from '../display.js'
import type { Log } from '../log.js'
import { archive } from './archive.js'
import { type Clock, paced } from './clock.js'
import { adoptPending } from './copy.js'
import { deliverPending } from './deliver.js'
import type { DeliveryResult } from './deliver-types.js'
import { type Lock, lockDelivery } from './lock.js'
import { discard, optionsOfNow, sha256Of } from './record.js'
import {
  type DeliveryRecord,
  idOf,
  isOwnFile,
  ownFileOf,
  pendingPath,
  readPending,
  readReceipt,
  receiptPath,
  recordOf,
  resultPath,
} from './record-files.js'
import type { Pending } from './record-types.js'
import type { DeliveryServer } from './server.js'
import { mayHaveArrived } from './state.js'
import { deliveredBefore, endOfSuccessor } from './taken-over.js'

/** A delivery that was not finished, and the options of now. */
export interface ResendRequest {
  /** A `*.pending.json`: a delivery's own, the copy of one, or one of an older version. */
  path: string
  /** The options of now: credentials and time limits come from here, all else from the pending file. */
  loaded: Loaded
  log: Log
  pace?: number
  /** Replace the machine's clock and the server that the options name; for tests. */
  clock?: Clock
  server?: DeliveryServer
}

/** Finishes a delivery that was not finished. What may have been sent before is asked for first, so nothing is sent twice. */
export async function resend({
  path: given,
  loaded,
  log,
  pace,
  clock,
  server,
}: ResendRequest): Promise<DeliveryResult> {
  const time = clock ?? paced(pace)
  const limit = time.limit(loaded.settings.deliveryTimeout)
  const { signal } = limit
  let lock: Lock | undefined
  try {
    const refusal = resendRefusal(given, loaded)
    if (refusal) throw new Error(refusal)
    const path = ownPending(given)
    const file = resultPath(path)
    const deliveryId = idOf(recordAt(path))
    lock = await lockDelivery(file, deliveryId, log, signal)
    if (!lock) throw new Error('Another process is still sending it. Look again when that has ended.')
    // What another process did while this one waited.
    const taken = recordOf(file) ? undefined : await endOfSuccessor(file, deliveryId, { clock: time, signal })
    if (taken) {
      log[taken.status === 'delivered' ? 'info' : 'error'](taken.message)
      return taken
    }
    const record = recordAt(path)
    if ('receipt' in record) {
      // Cut off just before its pending file was renamed.
      if (existsSync(path)) renameSync(path, receiptPath(path))
      const before = deliveredBefore(file, record.receipt)
      log.info(before.message)
      return before
    }
    const { pending } = record
    await checkResultFile(path, file, pending)
    const { counts, shard } = pending
    const result = await deliverPending(
      { file, counts, shard, loaded: asThen(loaded, pending), log, pace, clock, server },
      pending,
      lock,
    )
    if (isOwnFile(file)) archive(dirname(file))
    return result
  } catch (error) {
    const message = `${displayPath(given)} cannot be sent. ${messageOf(error)}`
    log.error(message)
    return isInDoubt(given)
      ? { status: 'not known', state: 'undecided', message, error }
      : { status: 'failed', state: 'refused', message, error }
  } finally {
    limit.cancel()
    lock?.release()
  }
}

/** Whether what the pending file speaks of may be on the server; one that cannot be read says nothing. */
function isInDoubt(path: string): boolean {
  const record = recordOf(ownFileOf(path) ?? path)
  return record !== undefined && 'pending' in record && mayHaveArrived(record.pending.state)
}

/**
 * Why a pending file must not be sent with these options, which is a wrong call: nothing is asked and no token goes
 * anywhere.
 *
 * @returns `undefined` where it may be sent.
 * @throws where it cannot be read.
 */
export function resendRefusal(path: string, { settings, sources }: Loaded): string | undefined {
  const record = recordAt(path)
  if ('receipt' in record) return undefined
  const then = record.pending.settings.url
  if (typeof then !== 'string') return settings.url ? undefined : 'It names no server: set ZEPHYR_URL.'
  if (settings.url === undefined || new URL(then).origin === new URL(settings.url).origin) return undefined
  const [origin, other] = [new URL(then).origin, new URL(settings.url).origin]
  const [pending, file] = [displayPath(path), displayPath(resultPath(path))]
  return [
    `It belongs to ${origin}, but ${sources.url.label} says ${other}: nothing was asked or sent.`,
    `  To send it where it belongs, with a token of that server: npx zephyr-report resend ${pending} --url ${origin}`,
    `  To send these results to ${other} instead: npx zephyr-report upload ${file}`,
    `  To give them up: delete ${pending} and ${file}`,
  ].join('\n')
}

export interface Replaced {
  ids: string[]
  /** Takes the files away, once another delivery has written down that it is sent instead. */
  discard(): void
  /** Leaves them as they are. */
  release(): void
}

/**
 * Holds pending deliveries of which nothing was sent, so that another one of the same bytes is sent instead.
 *
 * @returns the first that must not be replaced: it may have arrived, or a process is sending it.
 */
export async function holdReplaced(paths: readonly string[], log: Log): Promise<Replaced | { busy: string }> {
  const held: { path: string; id: string; lock: Lock }[] = []
  for (const path of paths) {
    const record = recordAt(path)
    const id = idOf(record)
    const lock = await lockDelivery(resultPath(path), id, log, AbortSignal.abort())
    if (lock) held.push({ path, id, lock })
    const now = lock && recordAt(path)
    if (now && 'pending' in now && !mayHaveArrived(now.pending.state)) continue
    for (const { lock: release } of held) release.release()
    return { busy: path }
  }
  const release = () => {
    for (const { lock } of held) lock.release()
  }
  return {
    ids: held.map(({ id }) => id),
    release,
    discard() {
      for (const { path } of held) discard(resultPath(path))
      release()
    },
  }
}

/** What stands on disk by the path of a pending file, which may have become a receipt meanwhile. */
function recordAt(path: string): DeliveryRecord {
  const own = ownFileOf(path)
  const pending = own === undefined ? path : pendingPath(own)
  return existsSync(pending) ? readPending(pending) : { receipt: readReceipt(receiptPath(pending)) }
}

/** The delivery's own pending file. One of an older version moves to where deliveries lie now. */
function ownPending(path: string): string {
  if (isOwnFile(path)) return path
  const own = ownFileOf(path) ?? adoptPending(path)
  return pendingPath(own)
}

async function checkResultFile(path: string, file: string, { sha256 }: Pending) {
  if (!existsSync(file))
    throw new Error(
      `${displayPath(file)} is gone: without the result file there is nothing to send. Delete ${displayPath(path)}.`,
    )
  if ((await sha256Of(file)) !== sha256)
    throw new Error(
      `${displayPath(file)} has changed since it was written. To send it as it is now: npx zephyr-report upload ${displayPath(file)}`,
    )
}

function asThen(loaded: Loaded, { settings, set, runner, state }: Pending): Loaded {
  // A wrong path of the address may be repaired; but what may have been sent is asked for where it was sent.
  const isRepaired = !mayHaveArrived(state) && loaded.settings.url !== undefined
  const names = optionNames.filter((name) => !optionsOfNow.includes(name) && !(isRepaired && name === 'url'))
  const sources: Record<OptionName, Source> = { ...loaded.sources }
  for (const name of names) {
    sources[name] = set.includes(name)
      ? { kind: 'options', label: options[name].variable }
      : { kind: 'default', label: 'default' }
  }
  // Each value went through its own option's parser when the pending file was read.
  const then = Object.fromEntries(names.map((name) => [name, settings[name] ?? defaultOf(name)])) as Partial<Settings>
  return { ...loaded, runner, sources, settings: { ...loaded.settings, ...then } }
}

/** An option that is younger than the pending file has its default. */
function defaultOf(name: OptionName): unknown {
  const option = options[name]
  return 'default' in option ? option.default : undefined
}
