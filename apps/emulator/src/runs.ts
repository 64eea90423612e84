import type { Clock } from './clock.js'
import type { HabitsEngine } from './habits/engine.js'
import { type ResultFile, readResultFile } from './parser/result-file.js'
import type { ReadRecord } from './store/recording.js'
import type { RunRow } from './store/rows.js'
import type { Store } from './store/store.js'

/** How long a run takes, unless the habits say otherwise. */
export interface Pace {
  /** Milliseconds a run stays `new`. */
  newMs: number
  /** Milliseconds it then stays `queued` before its file is read. */
  queuedMs: number
}

/** What moves runs on. */
export interface EngineOptions {
  store: Store
  clock: Clock
  habits: HabitsEngine
  pace: Pace
  /** The parser template of a framework, as JSON. */
  templateFor: (framework: string) => string
  /** Called when a run no longer needs its file. */
  done: (run: RunRow) => void
}

/** Whether a run has not ended. */
export const isUnderWay = ({ status }: { status: string }): boolean => status === 'new' || status === 'queued'

export type Engine = ReturnType<typeof startEngine>

/** Records that are kept at once: a large file does not hold up other requests. */
const partSize = 1000

/** Moves runs from `new` over `queued` to `complete`, or to `failed` where Zephyr's parser refuses the file. */
export function startEngine({ store, clock, habits, pace, templateFor, done }: EngineOptions) {
  const waiting = new Set<() => void>()
  const working = new Set<Promise<void>>()
  let stopped = false
  const after = (milliseconds: number, act: () => void) => {
    const cancel = clock.after(milliseconds, () => {
      waiting.delete(cancel)
      if (!stopped) act()
    })
    waiting.add(cancel)
  }
  const still = (id: number, status: string) => store.run(id)?.status === status

  function schedule(run: RunRow) {
    const { newFor, queuedFor, end, chance } = habits.current.runs
    const ends = end !== 'as-parsed' && habits.happens(chance) ? end : 'as-parsed'
    after(run.status === 'new' ? milliseconds(newFor, pace.newMs) : 0, () => {
      if (run.status === 'new' && !still(run.id, 'new')) return done(run)
      store.setStatus(run.id, 'queued')
      if (ends === 'never-ending') return
      after(milliseconds(queuedFor, pace.queuedMs), () => {
        if (!still(run.id, 'queued')) return done(run)
        const work = read(run, ends).finally(() => {
          working.delete(work)
          if (!stopped) done(run)
        })
        working.add(work)
      })
    })
  }

  async function read(run: RunRow, ends: RunEnd) {
    const fail = (why: string) => store.setStatus(run.id, 'failed', why)
    if (ends === 'failing') return fail('The habits let this run fail.')
    try {
      const isWhole = await record(run, ends)
      if (!isWhole) return
      if (ends === 'partial') fail('The habits let this run record every second test case only.')
      else store.setStatus(run.id, 'complete')
    } catch (error) {
      if (!stopped) fail(error instanceof Error ? error.message : String(error))
    }
  }

  /** @returns false where the run was cancelled, or the emulator stopped, before the end of its file */
  async function record(run: RunRow, ends: RunEnd): Promise<boolean> {
    const { sameName, lostUploads } = habits.current.parser
    const isOver = () => stopped || !still(run.id, 'queued')
    const file = await readResultFile(run.file, templateFor(run.detail.automationFramework), lostUploads)
    if (isOver()) return false
    const recording = store.beginRecording(run, { sameName, milliseconds: file.durations.total })
    for await (const records of inParts(file, ends)) {
      if (isOver()) return false
      recording.add(records)
      await new Promise((resolve) => setImmediate(resolve))
    }
    return !isOver()
  }

  for (const run of store.unfinished()) schedule(run)
  return {
    schedule,
    async stop() {
      stopped = true
      for (const cancel of waiting) cancel()
      await Promise.allSettled(working)
    },
  }
}

type RunEnd = 'as-parsed' | 'failing' | 'partial'

async function* inParts({ records, durations }: ResultFile, ends: RunEnd): AsyncGenerator<ReadRecord[]> {
  let gathered: ReadRecord[] = []
  let position = 0
  for await (const record of records()) {
    const milliseconds = durations.next(record.packageName, record.name)
    if (ends === 'partial' && position++ % 2 === 1) continue
    gathered.push(milliseconds === undefined ? record : { ...record, milliseconds })
    if (gathered.length < partSize) continue
    yield gathered
    gathered = []
  }
  yield gathered
}

/** @param otherwiseMs what counts where the habits set nothing */
const milliseconds = (seconds: number | undefined, otherwiseMs: number) =>
  seconds === undefined ? otherwiseMs : seconds * 1000
