import { randomBytes } from 'node:crypto'
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs'
import { dirname } from 'node:path'

// Files that stand whole or not at all. All of it is synchronous, so that a signal handler can do it too.

/** A name beside `path` that no other process writes to. A process id would not do: two containers may share one. */
export const temporaryPath = (path: string) => `${path}.${randomBytes(6).toString('hex')}.tmp`

/** The end of a name that {@link temporaryPath} made, or an earlier version of this package. */
export const isTemporary = (name: string) => /\.(\d+|[0-9a-f]{12})\.tmp$/.test(name)

/** Writes all bytes: one call may write fewer than it was given, as on a disk that is nearly full. */
export function writeWhole(file: number, content: string | Uint8Array) {
  const bytes = typeof content === 'string' ? Buffer.from(content) : content
  for (let from = 0; from < bytes.length; ) {
    const written = writeSync(file, bytes, from, bytes.length - from)
    if (written === 0) throw new Error('nothing more could be written')
    from += written
  }
}

/**
 * Puts `content` in place of `path` by one rename.
 *
 * @param durable Also after the machine has died: fsync of the file and of its folder.
 */
export function replaceFile(path: string, content: string, { durable = true } = {}) {
  const temporary = temporaryPath(path)
  try {
    const file = openSync(temporary, 'w')
    try {
      writeWhole(file, content)
      if (durable) fsyncSync(file)
    } finally {
      closeSync(file)
    }
    renameSync(temporary, path)
  } catch (error) {
    rmSync(temporary, { force: true })
    throw error
  }
  if (durable) syncFolder(dirname(path))
}

function syncFolder(path: string) {
  // Windows opens no folder.
  if (process.platform === 'win32') return
  const folder = openSync(path, 'r')
  try {
    fsyncSync(folder)
  } finally {
    closeSync(folder)
  }
}

/** Not `recursive`: Node's never returns where the system answers ENOENT although the folder above is there, as in /proc. */
export function makeFolder(folder: string) {
  if (existsSync(folder)) return
  makeFolder(dirname(folder))
  try {
    mkdirSync(folder)
  } catch (error) {
    // Another process may have made it meanwhile.
    if (!existsSync(folder)) throw error
  }
}

/** A file's text; `undefined` where there is none, or it may not be read. */
export function textOfFile(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}
