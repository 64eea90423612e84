import { statSync } from 'node:fs'
import { ResultFileError, readRequirement } from '@zephyr-reporters/parser-template'
import { createLeftOut } from './left-out.js'
import { mostListed, notesOf } from './merge-notes.js'
import { type CaseRepair, type MergedCase, mergedWriter, renamed } from './merged-writer.js'
import { createFirstNames, type FinalNames, type NameId, type NameOptions, type Names } from './names-of-files.js'
import { fitted, type NewName, scopedName } from './naming.js'
import { openOutput } from './output.js'
import { readJUnit } from './read.js'
import type { ReadCase, ReadSuite } from './read-types.js'
import type { CoveredAttempts } from './same-name.js'
import { withoutCopies } from './same-results.js'
import { readNotRun, rootAttributes } from './shard.js'
import { type ShardNames, type ShardSet, shardNames, shardSets, shardsAmong } from './shards.js'
import { type Counts, count, noCounts } from './write.js'

export type { MergedCase } from './merged-writer.js'
export type { CoveredAttempts, SameName } from './same-name.js'
export { readRoot, type ShardSet } from './shards.js'

/** How files are merged into one, and what is called while they are read. */
export interface MergeOptions extends NameOptions {
  /** Which command writes the file; stands in it. Default `upload`. */
  runner?: 'upload' | 'merge'
  /** Called with the shards among the files before anything is written; may throw. */
  onShards?: (shards: ShardSet[]) => void
  /** Called with the number of characters of each piece that was read. */
  onRead?: (characters: number) => void
  /** Called for every test case as it is written or left out. */
  onCase?: (testCase: MergedCase) => void
}

/** What came out of merging: counts, what was repaired, and what to warn of. */
export interface Merged {
  counts: Counts
  /** SHA-256 of the written file's bytes, in hex; `undefined` where none was written. */
  sha256?: string
  /** How often each thing was repaired; of `characters removed`, how many characters. */
  mended: Partial<Record<CaseRepair | 'characters removed', number>>
  /** Shards of ours among the files. */
  shards: ShardSet[]
  /** Files left out because another one has identical bytes. */
  copies: string[]
  /** Failed attempts for which another attempt of the test counts. */
  covered: CoveredAttempts[]
  /** Why the server would lose a whole upload of the files as they are; what is written here has none of it. */
  lost: string[]
  /** What a user should know besides, in whole sentences. */
  notes: string[]
}

/**
 * Merges JUnit files of any origin into one that Zephyr reads right, streaming: without shards, memory does not grow
 * with the number of tests but for 20 bytes or so each. Shards of one run become that run, with its names. Without `out`
 * nothing is written. Throws a `ResultFileError` for the first file that cannot be read.
 *
 * Read and written in one pass as long as no name stands there twice. Where one does, that pass only notes what
 * distinguishes the tests, and the files are read once more to be written.
 */
export async function mergeFiles(
  given: readonly string[],
  out: string | undefined,
  options: MergeOptions = {},
): Promise<Merged> {
  const job = await jobOf(given, options)
  const first = createFirstNames(options)
  const pass = await mergeOnce(job, { out, names: first, isRight: first.isUnique })
  if (first.isUnique()) return resultOf(pass, job)
  return await mergeNamed(job, out, first.final())
}

/** Files that were read and can be merged. */
export interface CheckedFiles {
  /** Missing where some test cases have one name: then it takes merging to know, and some of them ran. */
  counts?: Counts
  /** Merges them: reads them once more, and no more than that. */
  write(out: string): Promise<Merged>
}

/** Reads the files as {@link mergeFiles} does, and throws as it does, before anything is written. */
export async function checkFiles(given: readonly string[], options: MergeOptions = {}): Promise<CheckedFiles> {
  const job = await jobOf(given, options)
  const first = createFirstNames(options)
  const { counts } = await mergeOnce(job, { out: undefined, names: first, isRight: first.isUnique })
  const names = first.final()
  return { ...(first.isUnique() ? { counts } : {}), write: (out) => mergeNamed(job, out, names) }
}

async function jobOf(given: readonly string[], options: MergeOptions): Promise<Job> {
  const { files, copies } = await withoutCopies(given)
  const shards = await shardsAmong(files)
  const sets = shardSets(shards.values())
  options.onShards?.(sets)
  const names = await shardNames(shards, options.createPackage ?? true)
  return { files, copies, sets, shards: names, options, stamps: files.map(stampOf) }
}

async function mergeNamed(job: Job, out: string | undefined, names: FinalNames): Promise<Merged> {
  const again = { ...job, options: { ...job.options, onRead: undefined } }
  return resultOf(await mergeOnce(again, { out, names, isRight: () => true, isAgain: true }), job, names)
}

function resultOf({ counts, mended, lost, sha256, ...pass }: Pass, { sets, copies }: Job, names?: FinalNames): Merged {
  return {
    counts,
    mended,
    lost: [...lost],
    ...(sha256 ? { sha256 } : {}),
    shards: sets,
    copies,
    covered: names?.covered ?? [],
    notes: notesOf({ ...pass, copies, names }),
  }
}

/** Its size and the time of its last change; `undefined` where it cannot be read: whoever reads it says why. */
function stampOf(file: string): string | undefined {
  const found = statSync(file, { throwIfNoEntry: false })
  return found && `${found.size} ${found.mtimeMs}`
}

/** Names go by the order in which test cases were read: of a file that has changed since they would be another's. */
function mustBeAsBefore({ files, stamps }: Job) {
  for (const [index, file] of files.entries())
    if (stampOf(file) !== stamps[index]) throw new ResultFileError(`${file} was changed while it was read. Try again.`)
}

interface Job {
  files: readonly string[]
  /** Left out, because another file has the same bytes. */
  copies: string[]
  sets: ShardSet[]
  shards: ReadonlyMap<string, ShardNames>
  options: MergeOptions
  /** The stamp of each file, taken before it was read for its names. */
  stamps: readonly (string | undefined)[]
}

/** One reading of all files. */
interface Reading {
  out: string | undefined
  names: Names
  /** False once the names of this reading turn out to be wrong: then nothing more is written, and no file left behind. */
  isRight: () => boolean
  /** Whether the names come from a former reading. */
  isAgain?: boolean
}

type Pass = Pick<Merged, 'counts' | 'mended' | 'sha256'> & {
  unknown: Map<string, number>
  requirements: Map<string, string>
  lost: Set<string>
}

async function mergeOnce(job: Job, reading: Reading): Promise<Pass> {
  const { out, isRight } = reading
  const { createPackage = true, runner = 'upload' } = job.options
  const output = out === undefined ? undefined : openOutput(out)
  const write = (text: string) => {
    if (isRight()) output?.write(text)
  }
  try {
    write(`<?xml version="1.0" encoding="UTF-8"?>\n<testsuites${rootAttributes({ runner }, createPackage)}>\n`)
    const pass = await mergeInto(write, job, reading)
    write('</testsuites>\n')
    if (reading.isAgain) mustBeAsBefore(job)
    if (isRight()) return { ...pass, sha256: output?.finish() }
    output?.abandon()
    return pass
  } catch (error) {
    output?.abandon()
    throw error
  }
}

async function mergeInto(
  write: (text: string) => void,
  { files, shards, options }: Job,
  { names, isRight }: Reading,
): Promise<Pass> {
  const { skipped = 'omit' } = options
  const pass: Pass = { counts: noCounts(), mended: {}, unknown: new Map(), requirements: new Map(), lost: new Set() }
  const cases: MergedCase[] = []
  const leftOut = createLeftOut()
  const writer = mergedWriter(write)
  const keep = (file: string, test: ReadCase, suite: ReadSuite, name: NewName) => {
    const result = renamed(test, name)
    count(pass.counts, { outcome: test.outcome, flaky: result.flaky, reason: test.reason }, skipped)
    recordRepairs(pass, test, name, result)
    if (options.onCase)
      cases.push({
        file,
        packageName: name.packageName,
        name: name.name,
        outcome: test.outcome,
        flaky: result.flaky,
        omitted: false,
        reason: test.reason,
        mends: result.repairs,
        durationMs: test.duration,
        failures: test.failures,
        requirements: result.requirements,
        tags: test.tags,
      })
    writer.add(test, suite, name, result)
  }
  const omit = (file: string, test: ReadCase, name: NewName, id?: NameId) => {
    const { reason = 'skipped' } = test
    const mergedCase: MergedCase | undefined = options.onCase && {
      file,
      packageName: name.packageName,
      name: name.name,
      outcome: 'notRun',
      flaky: false,
      omitted: true,
      reason: test.reason,
      mends: [],
    }
    if (mergedCase) cases.push(mergedCase)
    if (id === undefined) count(pass.counts, { outcome: 'notRun', reason }, 'omit')
    else leftOut.add(id, reason, mergedCase)
  }
  for (const file of files) {
    const shard = shards.get(file)
    let [caseIndex, notRunIndex] = [0, 0]
    const addOfShard = (test: ReadCase, suite: ReadSuite) => {
      const name = shard?.cases[caseIndex++]
      if (!name) return
      if (test.outcome === 'notRun' && skipped === 'omit') omit(file, test, name)
      else keep(file, test, suite, name)
    }
    const add = (test: ReadCase, suite: ReadSuite) => {
      const own = scopedName(test, options)
      const name = names.next(test, suite, own)
      if (!isRight()) return
      if (test.outcome === 'notRun' && skipped === 'omit') omit(file, test, name ?? fitted(own), names.idOf(own))
      else if (name) keep(file, test, suite, name)
    }
    if (!shard) names.beginFile?.(file)
    await readJUnit(file, {
      onCase: shard ? addOfShard : add,
      onSuiteEnd(suite) {
        if (!shard) names.endSuite?.(suite)
        for (const { reason } of readNotRun(suite.properties))
          if (!shard || shard.notRun[notRunIndex++]) count(pass.counts, { outcome: 'notRun', reason }, 'omit')
        if (isRight()) writer.endSuite(suite)
      },
      onRead: options.onRead,
      onRemoved(characters) {
        pass.mended['characters removed'] = (pass.mended['characters removed'] ?? 0) + characters
      },
    })
    leftOut.endFile()
  }
  writer.end()
  if (!isRight()) return pass
  const dropped = leftOut.count(pass.counts, names)
  for (const mergedCase of cases) if (!dropped.has(mergedCase)) options.onCase?.(mergedCase)
  return pass
}

function recordRepairs(
  { mended, unknown, requirements, lost }: Pass,
  test: ReadCase,
  { packageName, name }: NewName,
  { repairs, requirements: kept }: { repairs: readonly CaseRepair[]; requirements: readonly string[] },
) {
  for (const repair of repairs) mended[repair] = (mended[repair] ?? 0) + 1
  for (const element of test.unknown) unknown.set(element, (unknown.get(element) ?? 0) + 1)
  for (const text of test.requirements) {
    const read = readRequirement(text)
    if (read.kind === 'loses the upload' && lost.size < mostListed)
      lost.add(`${read.why.trim().slice(0, 200)} (test ${packageName} > ${name})`)
    if (!kept.includes(text.trim()) && !requirements.has(text)) requirements.set(text, `${packageName} > ${name}`)
  }
}

export { ResultFileError }
