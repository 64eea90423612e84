import type { Outcome, Shard } from '../results/model.js'
import { identify, type Named } from '../results/names.js'
import type { NewName } from './naming.js'
import type { OwnFile } from './own-file.js'
import { readJUnit } from './read.js'
import { readDefined, readNotRun } from './shard.js'

/** Shards of ours among the files, one entry for each runner and number of shards. */
export interface ShardSet {
  runner: string
  /** The runner's root as seen from the folder from which packages count; missing where both are one. */
  root?: string
  total: number
  /** Their numbers, counted from 1. */
  present: number[]
  missing: number[]
  /** Given more than once; the key is public in `--json`. */
  doubled: number[]
}

/** A file of ours that is a shard. */
export type ShardFile = OwnFile & { shard: Shard }

class RootRead extends Error {}

/** What a file of ours says of itself; nothing where it is of other origin. Reads no further than its first test case. */
export async function readRoot(file: string): Promise<OwnFile | undefined> {
  let own: OwnFile | undefined
  try {
    await readJUnit(file, {
      onOwn(found) {
        own = found
        throw new RootRead()
      },
      onCase() {
        throw new RootRead()
      },
    })
  } catch (error) {
    if (!(error instanceof RootRead)) throw error
  }
  return own
}

/** Which of the files are shards of ours; reads their roots only as far as it must. */
export async function shardsAmong(files: readonly string[]): Promise<Map<string, ShardFile>> {
  const shards = new Map<string, ShardFile>()
  for (const file of files) {
    const own = await readRoot(file)
    if (own?.shard) shards.set(file, { ...own, shard: own.shard })
  }
  return shards
}

/** Groups shards into sets, one for each sharded run. */
export function shardSets(shards: Iterable<ShardFile>): ShardSet[] {
  const sets = new Map<string, { runner: string; root: string; total: number; given: number[] }>()
  for (const { runner, root, shard } of shards) {
    const key = JSON.stringify([runner, root, shard.total])
    const set = sets.get(key) ?? { runner, root, total: shard.total, given: [] }
    set.given.push(shard.current)
    sets.set(key, set)
  }
  return Array.from(sets.values(), ({ runner, root, total, given }) => {
    const once = new Set(given)
    const all = Array.from({ length: total }, (_, index) => index + 1)
    const present = all.filter((number) => once.has(number))
    return {
      runner,
      ...(root === '' ? {} : { root }),
      total,
      present,
      missing: all.filter((number) => !once.has(number)),
      doubled: present.filter((number) => given.filter((other) => other === number).length > 1),
    }
  })
}

/** The names of a shard's cases in the whole run. */
export interface ShardNames {
  /** For each case of the file, in order; `undefined` where another shard's result counts for the test. */
  cases: (NewName | undefined)[]
  /** For each test that the file says did not run: whether it is to be counted. */
  notRun: boolean[]
}

/**
 * The names of all shards' tests as if they had run in one process. What every shard ran (the set-up project that all
 * others depend on) is one test there, and its worst result counts.
 */
export async function shardNames(
  shards: ReadonlyMap<string, ShardFile>,
  createPackage: boolean,
): Promise<Map<string, ShardNames>> {
  const tests = new Map<string, ShardTest>()
  const byFile = new Map<string, { cases: ShardTest[]; notRun: ShardTest[] }>()
  for (const [file, { runner, root, shard }] of shards) {
    const found: { cases: ShardTest[]; notRun: ShardTest[] } = { cases: [], notRun: [] }
    const seen = new Map<string, number>()
    const testOf = (named: Named, outcome: Outcome, list: ShardTest[]) => {
      const { packageName, file: path, titles, position, typeCheck } = named
      const same = JSON.stringify([runner, root, shard.total, packageName, path, titles, position, typeCheck])
      const nth = (seen.get(same) ?? 0) + 1
      seen.set(same, nth)
      // A failure that belongs to no file is each shard's own.
      const key = `${same}${nth}${named.file === undefined ? file : ''}`
      const test = tests.get(key) ?? { named, outcome, list, index: list.length }
      if (rank[outcome] > rank[test.outcome]) Object.assign(test, { outcome, list, index: list.length })
      tests.set(key, test)
      list.push(test)
    }
    await readJUnit(file, {
      onCase({ packageName, name, properties, outcome }) {
        const { title, ...defined } = readDefined(properties, name)
        testOf({ packageName, titles: [title], ...defined }, outcome, found.cases)
      },
      onSuiteEnd({ name, properties }) {
        for (const { title, position, file, typeCheck } of readNotRun(properties)) {
          const named = { packageName: name, titles: [title], file: file || undefined, position, typeCheck }
          testOf(named, 'notRun', found.notRun)
        }
      },
    })
    byFile.set(file, found)
  }
  const named = Array.from(tests.values(), (test) => test.named)
  const identities = identify(named, { root: '/', runner: 'upload', createPackage })
  const stands = (test: ShardTest, list: ShardTest[], index: number) => test.list === list && test.index === index
  const names = new Map<string, ShardNames>()
  for (const [file, found] of byFile)
    names.set(file, {
      cases: found.cases.map((test, index) =>
        stands(test, found.cases, index) ? identities.get(test.named) : undefined,
      ),
      notRun: found.notRun.map((test, index) => stands(test, found.notRun, index)),
    })
  return names
}

interface ShardTest {
  named: Named
  /** The worst of all shards that ran it, and where that result is. */
  outcome: Outcome
  list: ShardTest[]
  index: number
}

const rank: Record<Outcome, number> = { notRun: 0, passed: 1, failed: 2 }
