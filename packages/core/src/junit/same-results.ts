import { createHash, type Hash } from 'node:crypto'
import { createReadStream, statSync } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import type { ReadCase, ReadSuite } from './read.js'

// Results that are given twice count once: an artifact that was unpacked twice, Ant's `TESTS-TestSuites.xml` beside the
// `TEST-*.xml` that it was made of.

/** Files with the very bytes of one before them are left out. */
export async function withoutCopies(files: readonly string[]): Promise<{ files: string[]; copies: string[] }> {
  const bySize = new Map<number, string[]>()
  for (const file of files) {
    const size = statSync(file, { throwIfNoEntry: false })?.size ?? -1
    bySize.set(size, [...(bySize.get(size) ?? []), file])
  }
  const copies = new Set<string>()
  for (const [size, alike] of bySize)
    if (size > 0 && alike.length > 1) for (const copy of await repeatedOf(alike)) copies.add(copy)
  return { files: files.filter((file) => !copies.has(file)), copies: [...copies] }
}

/** Files whose bytes another one before them has. */
async function repeatedOf(files: readonly string[]): Promise<string[]> {
  const seen = new Set<string>()
  const repeated: string[] = []
  for (const file of files) {
    const hash = await hashOf(file)
    if (hash === undefined) continue
    if (seen.has(hash)) repeated.push(file)
    seen.add(hash)
  }
  return repeated
}

/** @returns `undefined` for a file that cannot be read; reading its results says why. */
async function hashOf(file: string): Promise<string | undefined> {
  const hash = createHash('sha256')
  try {
    await pipeline(createReadStream(file), hash)
  } catch {
    return undefined
  }
  return hash.digest('hex')
}

/** Finds suites that hold what a suite of another file holds: every test, outcome, text and time. */
export function createSuiteComparison() {
  const open = new Map<ReadSuite, { number: number; hash: Hash; isMeasured: boolean }>()
  /** For each content, the file it was first found in. */
  const first = new Map<string, number>()
  const repeated = new Set<number>()
  let count = 0
  const suiteOf = (suite: ReadSuite) => {
    let found = open.get(suite)
    if (!found) {
      const { timestamp = '', time } = suite.attributes
      const isMeasured = timestamp !== '' || Number(time) > 0
      found = { number: count++, hash: createHash('sha256').update(headOf(suite)), isMeasured }
      open.set(suite, found)
    }
    return found
  }
  return {
    /** Suites that repeat one of another file, by their numbers. */
    repeated,
    /** @returns the suite's number, counted over all files */
    add(test: ReadCase, suite: ReadSuite): number {
      const found = suiteOf(suite)
      found.isMeasured ||= test.duration > 0
      const { packageName, name, outcome, duration, failures, attributes } = test
      found.hash.update(JSON.stringify([packageName, name, outcome, duration, failures, attributes]))
      return found.number
    },
    end(suite: ReadSuite, file: number) {
      const found = open.get(suite)
      open.delete(suite)
      // Without a time two results may be alike although each was a run of its own.
      if (!found?.isMeasured) return
      const content = found.hash.digest('hex')
      const before = first.get(content)
      if (before === undefined) first.set(content, file)
      else if (before !== file) repeated.add(found.number)
    },
  }
}

/** Ant writes the suite `shop.A` as package `shop` and name `A` where it puts several into one file. */
function headOf({ name, attributes }: ReadSuite): string {
  const { package: folder, timestamp = '', hostname = '' } = attributes
  return JSON.stringify([folder ? `${folder}.${name}` : name, timestamp, hostname])
}
