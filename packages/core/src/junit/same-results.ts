import { createHash as createSha } from 'node:crypto'
import { closeSync, createReadStream, openSync, readSync, statSync } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import type { Outcome } from '../results/model.js'
import { createColumn } from './columns.js'
import { createHash, createHashTable, type Hash } from './name-table.js'
import type { ReadCase, ReadSuite } from './read-types.js'

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
    if (size > 0) for (const begun of sameStart(alike)) for (const copy of await repeatedOf(begun)) copies.add(copy)
  return { files: files.filter((file) => !copies.has(file)), copies: [...copies] }
}

const startLength = 4096

/** Files that begin with equal bytes: of the others, which most files of one size are, no more need be read. */
function sameStart(files: readonly string[]): string[][] {
  if (files.length < 2) return []
  const byStart = new Map<string, string[]>()
  for (const file of files) {
    const start = startOf(file)
    if (start !== undefined) byStart.set(start, [...(byStart.get(start) ?? []), file])
  }
  return [...byStart.values()].filter(({ length }) => length > 1)
}

/** @returns `undefined` for a file that cannot be read; reading its results says why. */
function startOf(path: string): string | undefined {
  let file: number | undefined
  try {
    file = openSync(path, 'r')
    const bytes = Buffer.alloc(startLength)
    return bytes.toString('latin1', 0, readSync(file, bytes))
  } catch {
    return undefined
  } finally {
    if (file !== undefined) closeSync(file)
  }
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
  const hash = createSha('sha256')
  try {
    await pipeline(createReadStream(file), hash)
  } catch {
    return undefined
  }
  return hash.digest('hex')
}

/**
 * Finds suites that hold what a suite of another file holds: every test, outcome, text and time. Of each suite one hash
 * is kept.
 */
export function createSuiteComparison() {
  const open = new Map<ReadSuite, OpenSuite>()
  const contents = createHashTable()
  /** The first suite of each content, plus 1. */
  const firstSuite = createColumn(4)
  /** For each content of several suites, their numbers. */
  const alike = new Map<number, number[]>()
  let count = 0
  let latest: { suite: ReadSuite; found: OpenSuite } | undefined
  return {
    /** @returns the suite's number, counted over all files; and whether this is its first test case */
    add(test: ReadCase, name: Hash, suite: ReadSuite): { number: number; isNew: boolean } {
      const known = latest?.suite === suite ? latest.found : open.get(suite)
      const found = known ?? openSuite(count++, suite)
      if (!known) open.set(suite, found)
      if (latest?.suite !== suite) latest = { suite, found }
      found.isMeasured ||= test.duration > 0
      addCase(found.hash, test, name)
      return { number: found.number, isNew: !known }
    },
    end(suite: ReadSuite) {
      const found = open.get(suite)
      open.delete(suite)
      latest = undefined
      // Without a time two results may be alike although each was a run of its own.
      if (!found?.isMeasured) return
      const content = contents.numberOf(found.hash.finish())
      const first = firstSuite.get(content)
      if (first === 0) firstSuite.set(content, found.number + 1)
      else {
        const all = alike.get(content)
        if (all) all.push(found.number)
        else alike.set(content, [first - 1, found.number])
      }
    },
    /**
     * The suites that repeat those of another file. Which file's suites count does not depend on the files' order: those
     * of the file that has most of them, or else whose path comes first.
     */
    repeated(fileOf: (suite: number) => { number: number; path: string }): Set<number> {
      const repeated = new Set<number>()
      for (const suites of alike.values()) {
        const byFile = new Map<number, { path: string; suites: number[] }>()
        for (const suite of suites) {
          const { number, path } = fileOf(suite)
          const inFile = byFile.get(number)
          if (inFile) inFile.suites.push(suite)
          else byFile.set(number, { path, suites: [suite] })
        }
        const files = [...byFile.values()].sort(
          (a, b) => b.suites.length - a.suites.length || (a.path < b.path ? -1 : 1),
        )
        for (const { suites: others } of files.slice(1)) for (const suite of others) repeated.add(suite)
      }
      return repeated
    },
  }
}

/** Every outcome, in the order by which columns number them. */
export const outcomes: readonly Outcome[] = ['passed', 'failed', 'notRun']

interface OpenSuite {
  number: number
  hash: ReturnType<typeof createHash>
  isMeasured: boolean
}

/** Ant writes the suite `shop.A` as package `shop` and name `A` where it puts several into one file. */
function openSuite(number: number, { name, attributes }: ReadSuite): OpenSuite {
  const { package: folder, timestamp = '', hostname = '', time } = attributes
  const hash = createHash()
  for (const text of [folder ? `${folder}.${name}` : name, timestamp, hostname]) hash.addText(text)
  return { number, hash, isMeasured: timestamp !== '' || Number(time) > 0 }
}

function addCase(hash: OpenSuite['hash'], { outcome, duration, failures, attributes }: ReadCase, name: Hash) {
  hash.addNumber(name.high)
  hash.addNumber(name.low)
  hash.addNumber(outcomes.indexOf(outcome))
  // Milliseconds: tools write up to nine digits of a second.
  hash.addNumber(duration * 1e6)
  hash.addNumber(failures.length)
  for (const { message, type, text } of failures) {
    hash.addText(message)
    hash.addText(type)
    hash.addText(text)
  }
  for (const attribute in attributes) {
    hash.addText(attribute)
    hash.addText(attributes[attribute] ?? '')
  }
}
