import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { isOwnFile, ownFileOf } from '@zephyr-reporters/core/internal'
import { UsageError } from '../failure.js'

/** What stands beside a result file, and how it is called in messages. */
interface RecordKind {
  name: 'pending file' | 'receipt'
  /** Its path for the path of the result file, or of itself. */
  pathFor: (path: string) => string
}

/** The record that an argument names: its own path, or the result file's. A copy counts as the delivery that it is a copy of. */
export function recordNamed(argument: string, { name, pathFor }: RecordKind): string {
  const path = pathFor(resolve(argument))
  const own = isOwnFile(path) ? undefined : ownFileOf(path)
  const record = own === undefined ? path : pathFor(own)
  if (!existsSync(record)) throw new UsageError(`No ${name}: ${argument}`)
  return record
}
