import { recordsOf, type ZephyrRecord } from '@zephyr-reporters/parser-template'
import type { RunRow, Store } from './store.js'

export interface Pace {
  /** Milliseconds a run stays `new`. */
  newFor: number
  /** Milliseconds it then stays `queued` before its file is read. */
  queuedFor: number
}

/** Records are kept in parts, so that a large file does not hold up other requests. */
const part = 2000

/**
 * Moves runs from `new` over `queued` to `complete`, or to `failed` where Zephyr's parser refuses the file. Calls `done`
 * once a run needs its file no more.
 */
export function startEngine(store: Store, pace: Pace, done: (run: RunRow) => void) {
  const timers = new Set<NodeJS.Timeout>()
  const working = new Set<Promise<void>>()
  let stopped = false
  const after = (milliseconds: number, act: () => void) => {
    const timer = setTimeout(() => {
      timers.delete(timer)
      if (!stopped) act()
    }, milliseconds)
    timers.add(timer)
  }
  const still = (id: number, status: string) => store.run(id)?.status === status

  function schedule(run: RunRow) {
    after(run.status === 'new' ? pace.newFor : 0, () => {
      if (run.status === 'new' && !still(run.id, 'new')) return done(run)
      store.setStatus(run.id, 'queued')
      after(pace.queuedFor, () => {
        if (!still(run.id, 'queued')) return done(run)
        const work = read(run).finally(() => {
          working.delete(work)
          if (!stopped) done(run)
        })
        working.add(work)
      })
    })
  }

  async function read(run: RunRow) {
    const cycle = store.beginRecording(run)
    let from = 0
    let records: ZephyrRecord[] = []
    const keep = async () => {
      store.addRecords(run, cycle, records, from)
      from += records.length
      records = []
      await new Promise((resolve) => setImmediate(resolve))
    }
    try {
      for await (const record of recordsOf(run.file)) {
        if (stopped) return
        if (!still(run.id, 'queued')) return
        records.push(record)
        if (records.length >= part) await keep()
      }
      await keep()
      store.setStatus(run.id, 'complete')
    } catch (error) {
      if (!stopped) store.setStatus(run.id, 'failed', error instanceof Error ? error.message : String(error))
    }
  }

  for (const run of store.unfinished()) schedule(run)
  return {
    schedule,
    async stop() {
      stopped = true
      for (const timer of timers) clearTimeout(timer)
      await Promise.allSettled(working)
    },
  }
}
