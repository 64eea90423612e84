import { closeSync, ftruncateSync, openSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { textOfFile, writeWhole } from '../atomic.js'
import { displayPath } from '../display.js'
import type { Log } from '../log.js'
import { livesHere, newOwner, ownerOf } from './owner.js'

// One process at a time works on a delivery: a `resend` beside the run that is still sending, or a second `resend`,
// would find nothing on the server and send too. Each process writes a lock file of its own beside the results, and holds
// the lock if it then sees no other live one: of two that start at once, the later sees the earlier. No process ever takes
// over another's file, so a stale lock cannot be taken over twice (docs/decisions/0006-lock.md).

/** Milliseconds between two heartbeats of a lock. */
const heartbeatMs = 1000
/** Milliseconds without a heartbeat after which a lock of another host is stale; on this host the process id decides. */
export const staleAfterMs = 10_000

/** Lock files that this process holds. */
const heldHere = new Set<string>()

export interface Lock {
  /** Whether this process still holds it: another removes it where no heartbeat was seen for {@link staleAfterMs}. */
  isHeld(): boolean
  release(): void
}

/**
 * Waits while another process works on this delivery.
 *
 * @returns the lock, or `undefined` if another process still holds it when `signal` aborts.
 */
export async function lockDelivery(
  file: string,
  deliveryId: string,
  log: Log,
  signal: AbortSignal,
): Promise<Lock | undefined> {
  const folder = dirname(file)
  const owner = newOwner()
  const mine = `.${deliveryId}.${owner.nonce}.lock`
  const isAlive = heartbeatWatch(folder)
  const others = () => locksOf(folder, deliveryId).filter((name) => name !== mine)
  const isFree = () => !others().some(isAlive)
  for (let announced = false; ; announced = true) {
    const lock = isFree() ? hold(folder, mine, owner) : undefined
    if (lock === 'unwritable') {
      log.warn(`Cannot write beside ${displayPath(file)}: a \`resend\` meanwhile would not know of this delivery.`)
      return { isHeld: () => true, release() {} }
    }
    if (lock && isFree()) {
      for (const stale of others()) rmSync(join(folder, stale), { force: true })
      return lock
    }
    lock?.release()
    if (signal.aborted) return undefined
    if (!announced) log.info('Another process is sending these results; waiting for its end.')
    // Random backoff, so that two processes that gave way to each other do not meet again.
    await sleep(100 + Math.random() * 200, undefined, { signal }).catch(() => {})
  }
}

/** Whether a process may be at work on this delivery now; one of another host counts until its lock is stale. */
export function isLocked(file: string, deliveryId: string): boolean {
  return locksOf(dirname(file), deliveryId).some((name) => {
    const owner = ownerOf(textOfFile(join(dirname(file), name)) ?? '')
    return owner === undefined || livesHere(owner) !== false
  })
}

function locksOf(folder: string, deliveryId: string): string[] {
  try {
    return readdirSync(folder).filter((name) => name.startsWith(`.${deliveryId}.`) && name.endsWith('.lock'))
  } catch {
    return []
  }
}

function hold(folder: string, name: string, owner: ReturnType<typeof newOwner>): Lock | 'unwritable' {
  const path = join(folder, name)
  let heartbeats = 0
  const content = () => JSON.stringify({ ...owner, heartbeat: heartbeats++ })
  try {
    writeFileSync(path, content(), { flag: 'wx' })
  } catch {
    return 'unwritable'
  }
  heldHere.add(name)
  const timer = setInterval(() => rewrite(path, content()), heartbeatMs).unref()
  return {
    isHeld: () => textOfFile(path) !== undefined,
    release() {
      clearInterval(timer)
      heldHere.delete(name)
      rmSync(path, { force: true })
    },
  }
}

/** Writes a heartbeat; never creates the file again after another process removed it as stale. */
function rewrite(path: string, content: string) {
  try {
    const file = openSync(path, 'r+')
    try {
      writeWhole(file, content)
      ftruncateSync(file, Buffer.byteLength(content))
    } finally {
      closeSync(file)
    }
  } catch {
    // A full disk: others see no heartbeat then, and wait as long as that takes.
  }
}

/** Whether a lock's process lives: on this host by its id, elsewhere by the heartbeats that were seen since. */
function heartbeatWatch(folder: string) {
  const seen = new Map<string, { content: string; since: number }>()
  return (name: string): boolean => {
    const content = textOfFile(join(folder, name))
    if (content === undefined) return false
    if (heldHere.has(basename(name))) return true
    const owner = ownerOf(content)
    const lives = owner && livesHere(owner)
    // A lock with this process's id may be another copy of this module, or of a process before it: heartbeats decide.
    if (lives !== undefined && owner?.pid !== process.pid) return lives
    const last = seen.get(name)
    if (last?.content !== content) seen.set(name, { content, since: performance.now() })
    else if (performance.now() - last.since > staleAfterMs) return false
    return true
  }
}
