import { createHash } from 'node:crypto'
import { closeSync, fsyncSync, openSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { isTemporary, makeFolder, temporaryPath, writeWhole } from '../atomic.js'

/**
 * A file that stands whole or not at all: written in batches under a temporary name, synchronously, so that a signal
 * handler can do it too; renamed at the end.
 */
export function openOutput(path: string) {
  const temporary = temporaryPath(path)
  const hash = createHash('sha256')
  let batch: string[] = []
  let length = 0
  /** Bytes that are not written yet. */
  const memory = Buffer.allocUnsafeSlow(memoryLength)
  let used = 0
  const file = withWriteError(path, () => {
    makeFolder(dirname(path))
    removeLeftovers(path)
    return openSync(temporary, 'w')
  })
  const writeBytes = (bytes: Uint8Array) => {
    hash.update(bytes)
    writeWhole(file, bytes)
  }
  const flush = () => {
    if (used > 0) writeBytes(memory.subarray(0, used))
    used = 0
  }
  const endBatch = () => {
    const text = batch.join('')
    batch = []
    length = 0
    // No character has more than three bytes for each of its UTF-16 units.
    if (used + text.length * 3 > memoryLength) flush()
    if (text.length * 3 > memoryLength) writeBytes(Buffer.from(text))
    else used += memory.write(text, used)
  }
  return {
    write(text: string) {
      batch.push(text)
      length += text.length
      if (length >= batchLength) withWriteError(path, endBatch)
    },
    /** What is UTF-8 already. */
    writeBytes(bytes: Uint8Array) {
      withWriteError(path, () => {
        endBatch()
        flush()
        writeBytes(bytes)
      })
    },
    /** @returns the SHA-256 of all that was written, in hex. */
    finish(): string {
      return withWriteError(path, () => {
        endBatch()
        flush()
        fsyncSync(file)
        closeSync(file)
        renameSync(temporary, path)
        return hash.digest('hex')
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

/**
 * Of texts that wait to become bytes. Short, for V8 takes more memory for new objects the more of them it finds in use
 * when it collects them, and never gives it back.
 */
const batchLength = 2 * 1024
const memoryLength = 128 * 1024
const aDayMs = 86_400_000

/** Temporary files of processes that were killed while they wrote; after a day nobody writes them any more. */
function removeLeftovers(path: string) {
  const start = `${basename(path)}.`
  for (const name of readdirSync(dirname(path))) {
    if (!name.startsWith(start) || !isTemporary(name)) continue
    const left = join(dirname(path), name)
    const age = Date.now() - (statSync(left, { throwIfNoEntry: false })?.mtimeMs ?? Date.now())
    if (age > aDayMs) rmSync(left, { force: true })
  }
}

/** Runs `act`; an error names the file and the option to change. */
function withWriteError<T>(path: string, act: () => T): T {
  try {
    return act()
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    throw new Error(`The result file ${path} cannot be written (${why}). Set outputFile to a place that can be.`, {
      cause: error,
    })
  }
}
