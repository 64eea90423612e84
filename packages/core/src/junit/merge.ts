import { ResultFileError } from '@zephyr-reporters/parser-template'
import type { Outcome, Shard } from '../results/model.js'
import { fitName, identify, type Named } from '../results/names.js'
import { cleanName } from '../results/text.js'
import { createNameCounter, type NameCounter } from './doubles.js'
import { caseElement, type Property, propertiesText, suiteStart } from './element.js'
import { openOutput } from './output.js'
import { type Mend, type ReadCase, type ReadSuite, readJUnit } from './read.js'
import { isShardProperty, type OwnFile, readDefined, readNotRun, rootAttributes } from './shard.js'
import { type Counts, count, noCounts } from './write.js'

export interface MergeOptions {
  /** Off: the package stands in front of each name. Default true. */
  createPackage?: boolean
  /** Default `omit`. */
  skipped?: 'omit' | 'include'
  /** Which command writes the file; stands in it. Default `upload`. */
  runner?: 'upload' | 'merge'
  /** Told of the shards among the files before anything is written; may throw. */
  onShards?: (shards: ShardSet[]) => void
  /** Told how many more characters were read. */
  onRead?: (characters: number) => void
  /** Told of every test case as it is written or left out. */
  onCase?: (fate: CaseFate) => void
}

/** What becomes of one test case of the input. */
export interface CaseFate {
  file: string
  packageName: string
  name: string
  outcome: Outcome
  flaky: boolean
  /** Left out because it did not run. */
  omitted: boolean
  reason?: string
  mends: (Mend | 'double numbered' | 'name cut')[]
}

export interface Merged {
  counts: Counts
  /** Of the written file's bytes, in hex; missing where none was written. */
  sha256?: string
  /** How often each thing was mended; of `characters removed`, how many characters. */
  mended: Partial<Record<CaseFate['mends'][number] | 'characters removed', number>>
  /** Shards of ours among the files, one entry for each runner and number of shards. */
  shards: ShardSet[]
}

export interface ShardSet {
  runner: string
  total: number
  /** Their numbers, counted from 1. */
  present: number[]
  missing: number[]
  /** Given more than once. */
  doubled: number[]
}

/**
 * Merges JUnit files of any origin into one that Zephyr reads right, streaming: without shards, memory does not grow
 * with the number of tests but for 12 bytes or so each. Shards of one run become that run, with its names. Without `out`
 * nothing is written. Throws a `ResultFileError` for the first file that cannot be read.
 */
export async function mergeFiles(
  files: readonly string[],
  out: string | undefined,
  options: MergeOptions = {},
): Promise<Merged> {
  const shards = await shardsAmong(files)
  options.onShards?.(shardSets([...shards.values()]))
  try {
    return await mergeOnce(files, shards, out, options)
  } catch (error) {
    if (!(error instanceof NameTaken)) throw error
    // A test spells the very name that a double before it was given: all names must be known first.
    const taken = createNameCounter()
    for (const file of files) {
      if (shards.has(file)) continue
      await readJUnit(file, {
        onCase(test) {
          const { scope, name } = scoped(test, options)
          taken.set(scope, name, 1)
        },
      })
    }
    return await mergeOnce(files, shards, out, options, taken)
  }
}

class NameTaken extends Error {}

async function mergeOnce(
  files: readonly string[],
  shards: Map<string, ShardFile>,
  out: string | undefined,
  options: MergeOptions,
  taken?: NameCounter,
): Promise<Merged> {
  const names = await shardNames(files, shards, options)
  const merged: Merged = { counts: noCounts(), mended: {}, shards: shardSets([...shards.values()]) }
  const output = out === undefined ? undefined : openOutput(out)
  const number = numbering(options, taken)
  const fates: CaseFate[] = []
  const writer = caseWriter((text) => output?.write(text), merged, {
    ...options,
    onCase: options.onCase && ((fate) => fates.push(fate)),
  })
  try {
    const root = rootAttributes({ runner: options.runner ?? 'upload' }, options.createPackage ?? true)
    output?.write(`<?xml version="1.0" encoding="UTF-8"?>\n<testsuites${root}>\n`)
    for (const file of files) {
      const shard = names?.get(file)
      let [cases, notRun] = [0, 0]
      await readJUnit(file, {
        onCase(test, suite) {
          const name = shard ? shard.cases[cases++] : number(test)
          if (name) writer.add(file, suite, test, name)
        },
        onSuiteEnd(suite) {
          for (const { reason } of readNotRun(suite.properties))
            if (!shard || shard.notRun[notRun++]) count(merged.counts, { outcome: 'notRun', reason }, 'omit')
          writer.endSuite(suite)
        },
        onRead: options.onRead,
        onRemoved(characters) {
          merged.mended['characters removed'] = (merged.mended['characters removed'] ?? 0) + characters
        },
      })
    }
    writer.end()
    output?.write('</testsuites>\n')
    merged.sha256 = output?.finish()
  } catch (error) {
    output?.abandon()
    throw error
  }
  for (const fate of fates) options.onCase?.(fate)
  return merged
}

/** Which of the files are shards of ours; reads their roots only as far as it must. */
async function shardsAmong(files: readonly string[]): Promise<Map<string, ShardFile>> {
  const shards = new Map<string, ShardFile>()
  for (const file of files) {
    const own = await readRoot(file)
    if (own?.shard) shards.set(file, { ...own, shard: own.shard })
  }
  return shards
}

type ShardFile = OwnFile & { shard: Shard }

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

function shardSets(shards: readonly ShardFile[]): ShardSet[] {
  const sets = new Map<string, { runner: string; total: number; given: number[] }>()
  for (const { runner, shard } of shards) {
    const key = `${runner} ${shard.total}`
    const set = sets.get(key) ?? { runner, total: shard.total, given: [] }
    set.given.push(shard.current)
    sets.set(key, set)
  }
  return [...sets.values()].map(({ runner, total, given }) => {
    const present = [...new Set(given)].sort((a, b) => a - b)
    const all = Array.from({ length: total }, (_, index) => index + 1)
    return {
      runner,
      total,
      present,
      missing: all.filter((number) => !present.includes(number)),
      doubled: present.filter((number) => given.filter((other) => other === number).length > 1),
    }
  })
}

interface NewName {
  packageName: string
  name: string
  double?: boolean
}

interface ShardNames {
  /** For each case of the file, in order; none where another shard's result of the same test stands for it. */
  cases: (NewName | undefined)[]
  /** For each test that the file says did not run: whether it is to be counted. */
  notRun: boolean[]
}

/**
 * The names of all shards' tests as if they had run in one process. What every shard ran (the set-up project that all
 * others depend on) is one test there, and its worst result counts.
 */
async function shardNames(
  files: readonly string[],
  shards: Map<string, ShardFile>,
  { createPackage = true }: MergeOptions,
): Promise<Map<string, ShardNames> | undefined> {
  if (shards.size === 0) return undefined
  const tests = new Map<string, ShardTest>()
  const byFile = new Map<string, { cases: ShardTest[]; notRun: ShardTest[] }>()
  for (const [file, { runner, shard }] of shards) {
    const found: { cases: ShardTest[]; notRun: ShardTest[] } = { cases: [], notRun: [] }
    const seen = new Map<string, number>()
    const testOf = (named: Named, outcome: Outcome, list: ShardTest[]) => {
      const { packageName, file: path, titles, position, typeCheck } = named
      const same = JSON.stringify([runner, shard.total, packageName, path, titles, position, typeCheck])
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
  return new Map(
    files.flatMap((file) => {
      const found = byFile.get(file)
      if (!found) return []
      const cases = found.cases.map((test, index) =>
        stands(test, found.cases, index) ? identities.get(test.named) : undefined,
      )
      const notRun = found.notRun.map((test, index) => stands(test, found.notRun, index))
      return [[file, { cases, notRun }]]
    }),
  )
}

interface ShardTest {
  named: Named
  /** The worst of all shards that ran it, and where that result is. */
  outcome: Outcome
  list: ShardTest[]
  index: number
}

const rank: Record<Outcome, number> = { notRun: 0, passed: 1, failed: 2 }

interface Scoped {
  packageName: string
  /** Cleaned, with the package in front where all land in one folder. */
  name: string
  /** The folder in which names must differ. */
  scope: string
}

/** A foreign file's names and packages stay the tool's own, but for what XML forbids. */
function scoped(test: ToName, { createPackage = true }: MergeOptions): Scoped {
  const packageName = cleanName(test.packageName)
  const given = cleanName(test.name)
  const front = packageName === '' ? '' : `${packageName} > `
  if (createPackage) {
    const name = test.nameHoldsPackage && given.startsWith(front) ? given.slice(front.length) : given
    return { packageName, name, scope: packageName }
  }
  const name = test.nameHoldsPackage ? given : front + given
  return { packageName, name, scope: '' }
}

type ToName = Pick<ReadCase, 'packageName' | 'name' | 'nameHoldsPackage'>

/** The second of one name is ` (2)`, unless another test spells that name itself. */
function numbering(options: MergeOptions, taken: NameCounter | undefined) {
  const seen = createNameCounter()
  const given = createNameCounter()
  const isTaken = (scope: string, name: string) => (taken ?? seen).has(scope, name) || given.has(scope, name)
  return (test: ToName): NewName => {
    const { packageName, name, scope } = scoped(test, options)
    let count = seen.add(scope, name)
    if (count === 1 && !taken && given.has(scope, name)) throw new NameTaken()
    if (count === 1) return { packageName, name: fitName(name) }
    while (isTaken(scope, `${name} (${count})`)) count++
    seen.set(scope, name, count)
    given.set(scope, `${name} (${count})`, 1)
    return { packageName, name: fitName(`${name} (${count})`), double: true }
  }
}

function caseWriter(
  write: (text: string) => void,
  { counts, mended }: Merged,
  { skipped = 'omit', onCase }: MergeOptions,
) {
  let open: ReadSuite | undefined
  /** Of each suite that was begun, how many of its properties are written. */
  const written = new WeakMap<ReadSuite, number>()
  const close = () => {
    if (open) write('</testsuite>\n')
    open = undefined
  }
  /** Flat: a suite ends where the next one's case begins, and goes on behind it, then by its name alone. */
  const begin = (suite: ReadSuite) => {
    close()
    open = suite
    const { name, attributes } = suite
    if (written.has(suite)) return write(suiteStart({ name }))
    const properties = kept(suite.properties)
    write(suiteStart({ name, ...attributes }, properties))
    written.set(suite, properties.length)
  }
  return {
    end: close,
    /** Properties that stand behind a suite's cases, or in a suite that has none of its own, are kept too. */
    endSuite(suite: ReadSuite) {
      const rest = kept(suite.properties).slice(written.get(suite) ?? 0)
      if (rest.length > 0 && open !== suite) begin(suite)
      if (rest.length > 0 && written.get(suite) !== kept(suite.properties).length) write(`${propertiesText(rest)}\n`)
      if (open === suite) close()
    },
    add(file: string, suite: ReadSuite, test: ReadCase, { packageName, name, double = false }: NewName) {
      const omitted = test.outcome === 'notRun' && skipped === 'omit'
      count(counts, test, skipped)
      const mends: CaseFate['mends'] = omitted ? [] : [...test.mends]
      if (double) mends.push('double numbered')
      if (name.length === 254 && /~[0-9a-f]{12}$/.test(name)) mends.push('name cut')
      for (const mend of mends) mended[mend] = (mended[mend] ?? 0) + 1
      onCase?.({
        file,
        packageName,
        name,
        outcome: test.outcome,
        flaky: test.flaky,
        omitted,
        reason: test.reason,
        mends,
      })
      if (omitted) return
      if (open !== suite) begin(suite)
      // Spelled out, for a million spreads take their time.
      const { outcome, duration, failures, flaky, requirements, tags, attributes } = test
      const properties = kept(test.properties)
      write(
        caseElement({
          packageName,
          name,
          outcome,
          duration,
          failures,
          flaky,
          requirements,
          tags,
          properties,
          attributes,
        }),
      )
    },
  }
}

/** Without those that were only of use to this merge. */
const kept = (properties: readonly Property[]): readonly Property[] =>
  properties.some(isShardProperty) ? properties.filter((property) => !isShardProperty(property)) : properties

export { ResultFileError }
