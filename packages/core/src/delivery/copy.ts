import { closeSync, copyFileSync, existsSync, linkSync, openSync, renameSync, rmSync, statSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { makeFolder, replaceFile, temporaryPath, textOfFile, writeWhole } from '../atomic.js'
import { staleAfterMs } from './lock.js'
import { livesHere, newOwner, ownerOf } from './owner.js'
import {
  deliveriesFolder,
  idOf,
  inFileName,
  isCopy,
  isOwnFile,
  newDeliveryId,
  ownFileOf,
  pendingPath,
  receiptPath,
  recordOf,
  resultPath,
  stem,
} from './record-files.js'
import type { Pending, Receipt } from './record-types.js'

// What people and artifacts look at: `zephyr-results/<runner>.xml`, with the receipt or pending file of the run that ended
// last. Several processes may want to write it: each does so by renames, while no other does.

/** Result files without a delivery that this process wrote, or has a copy of: it may replace them. */
const writtenHere = new Set<string>()

/** Lets the copies of a delivery replace the file that its bytes came from. */
export const mayReplace = (file: string) => void writtenHere.add(resolve(file))

/**
 * Replaces the copies of a delivery by what is on disk of it now, unless a later run's are there.
 *
 * @throws where they cannot be written; the delivery's own files are not touched.
 */
export function showCopy(file: string, content: Pending | Receipt) {
  if (!isOwnFile(file)) return
  const { deliveryId } = content
  const usual = join(dirname(dirname(file)), content.resultFile ?? basename(file).replace(`-${deliveryId}`, ''))
  const own = besides(usual, deliveryId)
  const place = [pendingPath(own), receiptPath(own)].some((path) => existsSync(path)) ? own : usual
  claimed(place, () => {
    const shown = shownAt(place)
    if (shown !== undefined && shown > deliveryId) return
    if (shown === deliveryId) return replaceRecord(place, content)
    const target = shown === undefined && isOfOther(place) ? own : place
    const draft = temporaryPath(target)
    try {
      copyFileSync(file, draft)
      removeRecords(target)
      renameSync(draft, target)
    } finally {
      rmSync(draft, { force: true })
    }
    replaceRecord(target, content)
  })
}

/** Removes the copy of the pending file where it shows this delivery; needs no free disk space. */
export function hideCopy(file: string, { deliveryId, resultFile }: Pending) {
  if (!isOwnFile(file) || resultFile === undefined) return
  const usual = join(dirname(dirname(file)), resultFile)
  for (const place of [usual, besides(usual, deliveryId)]) {
    const record = existsSync(pendingPath(place)) ? recordOf(place) : undefined
    if (record && idOf(record) === deliveryId) rmSync(pendingPath(place), { force: true })
  }
}

/**
 * Moves a whole result file that has no delivery to its place, by one rename. Where another process wrote that name while
 * this one ran, the file gets a name of its own.
 *
 * @returns where it is now.
 */
export function placeResult(draft: string, path: string): string {
  const target = claimed(path, () => {
    const shown = shownAt(path)
    const free = existsSync(path) && isOfOther(path) ? besides(path, newDeliveryId()) : path
    if (free === path && shown !== undefined) removeRecords(path)
    renameSync(draft, free)
    return free
  })
  mayReplace(target)
  return target
}

/**
 * Moves a pending file that lies beside its results, as older versions laid it, to where deliveries lie.
 *
 * @returns the delivery's own file.
 */
export function adoptPending(path: string): string {
  const place = resultPath(path)
  const adopted = claimed(place, () => (existsSync(path) ? rescue(place, path) : ownFileOf(path)))
  if (!adopted) throw new Error(`${path} is gone.`)
  return adopted
}

const besides = (path: string, id: string) => `${path.replace(/\.xml$/i, '')}-${id}.xml`

/** Whether another process wrote the file since this one began: it may be the only copy of its results. */
function isOfOther(path: string): boolean {
  if (writtenHere.has(resolve(path))) return false
  const changed = statSync(path, { throwIfNoEntry: false })?.mtimeMs
  return changed !== undefined && changed > performance.timeOrigin
}

/** The delivery whose copies are at this place. One that has no files of its own is moved to where it has. */
function shownAt(place: string): string | undefined {
  const path = pendingPath(place)
  if (existsSync(path) && !isCopy(path)) {
    rescue(place, path)
    return undefined
  }
  const record = recordOf(place)
  return record && idOf(record)
}

/**
 * A delivery that an older version, or a person, laid here is not finished: it moves to the folder of deliveries.
 *
 * @returns its own file there.
 */
function rescue(place: string, path: string): string {
  const record = recordOf(place)
  const [runner, id] =
    record && 'pending' in record
      ? [record.pending.runner, record.pending.deliveryId]
      : [basename(stem(place)), record ? idOf(record) : newDeliveryId()]
  const own = join(deliveriesFolder(dirname(place)), `${inFileName(runner)}-${id}.xml`)
  // The file first stands under both names, so that no instant is without a whole pair.
  if (existsSync(place)) {
    rmSync(own, { force: true })
    linkOrCopy(place, own)
  }
  renameSync(path, pendingPath(own))
  return own
}

/** Not every file system has links. */
function linkOrCopy(from: string, to: string) {
  try {
    linkSync(from, to)
  } catch {
    copyFileSync(from, to)
  }
}

function removeRecords(place: string) {
  for (const path of [pendingPath(place), receiptPath(place)]) rmSync(path, { force: true })
}

function replaceRecord(place: string, content: Pending | Receipt) {
  const isPending = 'version' in content
  rmSync(isPending ? receiptPath(place) : pendingPath(place), { force: true })
  replaceFile(isPending ? pendingPath(place) : receiptPath(place), `${JSON.stringify(content, null, 2)}\n`, {
    durable: false,
  })
}

/** How long a process waits for another one's renames in one folder. */
const claimWaitMs = 5_000
const claimPauseMs = 5

/**
 * Acts while no other process changes the files of a place.
 *
 * @throws where another process holds the place for {@link claimWaitMs}, or nothing can be written there.
 */
function claimed<T>(place: string, act: () => T): T {
  makeFolder(dirname(place))
  const claim = join(dirname(place), `.${basename(place)}.claim`)
  const mine = JSON.stringify(newOwner())
  const end = performance.now() + claimWaitMs
  while (!take(claim, mine)) {
    if (performance.now() > end) throw new Error(`Another process holds ${claim}.`)
    removeStale(claim)
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, claimPauseMs)
  }
  try {
    return act()
  } finally {
    rmSync(claim, { force: true })
  }
}

function take(claim: string, mine: string): boolean {
  let file: number
  try {
    file = openSync(claim, 'wx')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false
    throw error
  }
  try {
    writeWhole(file, mine)
  } catch (error) {
    rmSync(claim, { force: true })
    throw error
  } finally {
    closeSync(file)
  }
  return true
}

/** A claim is held for a few renames; one of a process that died is taken away. */
function removeStale(claim: string) {
  const content = textOfFile(claim)
  const changed = statSync(claim, { throwIfNoEntry: false })?.mtimeMs
  if (content === undefined || changed === undefined) return
  const owner = ownerOf(content)
  const lives = owner ? livesHere(owner) : undefined
  if (lives || (lives === undefined && Date.now() - changed < staleAfterMs)) return
  // Taken by a rename and compared again: another process may have removed the stale claim and made its own by now.
  const taken = temporaryPath(claim)
  try {
    renameSync(claim, taken)
    if (textOfFile(taken) !== content) linkOrCopy(taken, claim)
  } catch {
    // Gone meanwhile.
  }
  rmSync(taken, { force: true })
}
