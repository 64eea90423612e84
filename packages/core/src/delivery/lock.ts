import { randomBytes } from 'node:crypto'
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Log } from '../log.js'

// One process at a time works on a delivery: a `resend` beside the run that is still sending, or a second `resend`,
// would find nothing on the server and send too. Each who wants to lays a file of its own beside the results and holds
// the lock if it then sees no other's: of two who come at once the later sees the earlier. Nobody ever takes a file
// over, so a dead process's cannot be taken over twice.

/** Milliseconds between two signs of life. */
const beat = 1000
/** One that gives no sign for so long is dead; asked of other hosts, where no process id tells. */
const silence = 10_000

/** Those of this process. */
const own = new Set<string>()

export interface Lock {
  release(): void
}

/** Waits while another process works on this delivery; none where it still does when the signal fires. */
export async function lockDelivery(
  file: string,
  deliveryId: string,
  log: Log,
  signal: AbortSignal,
): Promise<Lock | undefined> {
  const folder = dirname(file)
  const mine = `.${deliveryId}.${process.pid}-${randomBytes(4).toString('hex')}.lock`
  const isAlive = lifeWatch(folder)
  for (let told = false; ; ) {
    const others = () => locksOf(folder, deliveryId).filter((name) => name !== mine)
    if (!others().some(isAlive)) {
      const lock = hold(folder, mine)
      // Where nothing can be written no one can be kept out; the delivery says so when it writes its pending file.
      if (!lock) return { release() {} }
      if (!others().some(isAlive)) {
        for (const dead of others()) rmSync(join(folder, dead), { force: true })
        return lock
      }
      lock.release()
    }
    if (signal.aborted) return undefined
    if (!told) log.info('Another process is sending these results; waiting for its end.')
    told = true
    // Two who gave way to each other do not meet again.
    await sleep(100 + Math.random() * 200, undefined, { signal }).catch(() => {})
  }
}

function locksOf(folder: string, deliveryId: string): string[] {
  try {
    return readdirSync(folder).filter((name) => name.startsWith(`.${deliveryId}.`) && name.endsWith('.lock'))
  } catch {
    return []
  }
}

function hold(folder: string, name: string): Lock | undefined {
  const path = join(folder, name)
  let beats = 0
  const live = () => writeFileSync(path, JSON.stringify({ pid: process.pid, host: hostname(), beats: beats++ }))
  try {
    live()
  } catch {
    return undefined
  }
  own.add(name)
  const timer = setInterval(() => {
    try {
      live()
    } catch {
      // A full disk: others see no sign of life then, and wait as long as that takes.
    }
  }, beat).unref()
  return {
    release() {
      clearInterval(timer)
      own.delete(name)
      rmSync(path, { force: true })
    },
  }
}

/** Tells whether a lock's process lives: here by its id, elsewhere by its signs of life since we look. */
function lifeWatch(folder: string) {
  const seen = new Map<string, { content: string; since: number }>()
  return (name: string): boolean => {
    const content = contentOf(join(folder, name))
    if (content === undefined) return false
    if (own.has(name)) return true
    const last = seen.get(name)
    if (last?.content !== content) seen.set(name, { content, since: performance.now() })
    else if (performance.now() - last.since > silence) return false
    const [, pid, host] = /"pid":(\d+),"host":"([^"]*)"/.exec(content) ?? []
    return host !== hostname() || livesHere(Number(pid))
  }
}

function livesHere(pid: number): boolean {
  // This process's are known by name: one of its number is of a process before it.
  if (pid === process.pid) return false
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}

function contentOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}
