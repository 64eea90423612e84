import { createWriteStream, existsSync } from 'node:fs'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { openStore, type Store } from './store/store.js'

/** Writes what a database holds to a file, or to stdout for `-`. Throws while an emulator uses the database. */
export async function exportFile(database: string, target: string): Promise<void> {
  if (!existsSync(database)) throw new Error(`${database} does not exist.`)
  const store = openStore(database)
  try {
    const to = target === '-' ? process.stdout : createWriteStream(target)
    await pipeline(Readable.from(exported(store)), to, { end: target !== '-' })
  } finally {
    store.close()
  }
}

/** Everything that was recorded as one JSON text, in pieces: jobs, and runs with their records. */
export function* exported(store: Store): Generator<string, undefined> {
  yield '{"jobs":['
  yield* separated(store.jobs().map((job) => JSON.stringify({ ...job, file: undefined })))
  yield '],\n"runs":['
  let isFirst = true
  for (const run of store.runs()) {
    yield `${isFirst ? '' : ','}\n${JSON.stringify({ ...run, file: undefined }).slice(0, -1)},"records":[`
    isFirst = false
    yield* separated(texts(store, run.id))
    yield ']}'
  }
  yield ']}\n'
  return undefined
}

function* texts(store: Store, run: number): Generator<string> {
  for (const record of store.eachRecord(run)) yield JSON.stringify(record)
}

function* separated(all: Iterable<string>): Generator<string> {
  let isFirst = true
  for (const one of all) {
    yield isFirst ? one : `,\n${one}`
    isFirst = false
  }
}
