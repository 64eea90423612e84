import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs'
import { basename, dirname, join } from 'node:path'

/**
 * A file that stands whole or not at all: written in batches under a temporary name, synchronously, so that a signal
 * handler can do it too; renamed at the end.
 */
export function openOutput(path: string) {
  const temporary = `${path}.${process.pid}.tmp`
  let batch: string[] = []
  let length = 0
  const file = told(path, () => {
    makeFolder(dirname(path))
    clearLeft(path)
    return openSync(temporary, 'w')
  })
  const flush = () => {
    const bytes = Buffer.from(batch.join(''))
    for (let from = 0; from < bytes.length; ) from += writeSync(file, bytes, from)
    batch = []
    length = 0
  }
  return {
    write(text: string) {
      batch.push(text)
      length += text.length
      if (length >= batchLength) told(path, flush)
    },
    finish() {
      told(path, () => {
        flush()
        fsyncSync(file)
        closeSync(file)
        renameSync(temporary, path)
      })
    },
    /** Leaves nothing behind. */
    abandon() {
      try {
        closeSync(file)
      } catch {
        // Closed by `finish` before its rename failed.
      }
      rmSync(temporary, { force: true })
    },
  }
}

/** Longer strings would live in V8's space for large objects, which is seldom cleared: memory would double. */
const batchLength = 64 * 1024

/** Not `recursive`: Node's never returns where the system answers ENOENT although the folder above is there, as in /proc. */
function makeFolder(folder: string) {
  if (existsSync(folder)) return
  makeFolder(dirname(folder))
  try {
    mkdirSync(folder)
  } catch (error) {
    // Another process may have made it meanwhile.
    if (!existsSync(folder)) throw error
  }
}

const aDay = 86_400_000

/** Temporary files of processes that were killed while they wrote; after a day nobody writes them any more. */
function clearLeft(path: string) {
  const start = `${basename(path)}.`
  for (const name of readdirSync(dirname(path))) {
    if (!name.startsWith(start) || !/^\d+\.tmp$/.test(name.slice(start.length))) continue
    const left = join(dirname(path), name)
    const age = Date.now() - (statSync(left, { throwIfNoEntry: false })?.mtimeMs ?? Date.now())
    if (age > aDay) rmSync(left, { force: true })
  }
}

function told<T>(path: string, act: () => T): T {
  try {
    return act()
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    throw new Error(`The result file ${path} cannot be written (${why}). Set outputFile to a place that can be.`, {
      cause: error,
    })
  }
}
