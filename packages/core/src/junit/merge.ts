import { ResultFileError, readRequirement } from '@zephyr-reporters/parser-template'
import { type CaseRepair, type MergedCase, mergedWriter, renamed } from './merged-writer.js'
import { createNameCounter, type NameKey, nameKey } from './name-counter.js'
import { createFirstNames, type FinalNames, finalNames, type NameOptions, type Names } from './names-of-files.js'
import { type NewName, scopedName } from './naming.js'
import { openOutput } from './output.js'
import { type ReadCase, type ReadSuite, readJUnit } from './read.js'
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
  /** Of the written file's bytes, in hex; missing where none was written. */
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
 * with the number of tests but for 12 bytes or so each. Shards of one run become that run, with its names. Without `out`
 * nothing is written. Throws a `ResultFileError` for the first file that cannot be read.
 *
 * Read and written in one pass as long as no name stands there twice. Where one does, the files are read once more for
 * what distinguishes the tests, and then written.
 */
export async function mergeFiles(
  given: readonly string[],
  out: string | undefined,
  options: MergeOptions = {},
): Promise<Merged> {
  const { files, copies } = await withoutCopies(given)
  const shards = await shardsAmong(files)
  const sets = shardSets(shards.values())
  options.onShards?.(sets)
  const job: Job = {
    files,
    shards: await shardNames(shards, options.createPackage ?? true),
    options,
    out,
  }
  const first = createFirstNames(options)
  const isDone = () => first.repeated.size === 0
  const pass = await mergeOnce(job, first, isDone)
  const rest = { shards: sets, copies }
  if (isDone()) return { ...resultOf(pass), ...rest, covered: [], notes: notesOf(pass, copies) }
  const others = files.filter((file) => !job.shards.has(file))
  const names = await finalNames(others, first, options)
  const final = await mergeOnce({ ...job, options: { ...options, onRead: undefined } }, names, () => true)
  return { ...resultOf(final), ...rest, covered: names.covered, notes: notesOf(final, copies, names) }
}

const resultOf = ({ counts, mended, lost, sha256 }: Pass) => ({
  counts,
  mended,
  lost: [...lost],
  ...(sha256 ? { sha256 } : {}),
})

interface Job {
  files: readonly string[]
  shards: ReadonlyMap<string, ShardNames>
  options: MergeOptions
  out: string | undefined
}

type Pass = Pick<Merged, 'counts' | 'mended' | 'sha256'> & {
  unknown: Map<string, number>
  requirements: Map<string, string>
  lost: Set<string>
}

/** @param isRight false once the names of this pass turn out to be wrong: then nothing more is written, and no file left behind */
async function mergeOnce(job: Job, names: Names, isRight: () => boolean): Promise<Pass> {
  const { createPackage = true, runner = 'upload' } = job.options
  const output = job.out === undefined ? undefined : openOutput(job.out)
  const write = (text: string) => {
    if (isRight()) output?.write(text)
  }
  try {
    write(`<?xml version="1.0" encoding="UTF-8"?>\n<testsuites${rootAttributes({ runner }, createPackage)}>\n`)
    const pass = await mergeInto(write, job, names, isRight)
    write('</testsuites>\n')
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
  names: Names,
  isRight: () => boolean,
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
  const omit = (file: string, test: ReadCase, name: NewName, key?: NameKey) => {
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
    if (key === undefined) count(pass.counts, { outcome: 'notRun', reason }, 'omit')
    else leftOut.add(key, reason, mergedCase)
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
      const key = nameKey(own.scope, own.name)
      const name = names.next(test, key, own)
      if (!isRight()) return
      if (test.outcome === 'notRun' && skipped === 'omit') omit(file, test, name ?? own, key)
      else if (name) keep(file, test, suite, name)
    }
    await readJUnit(file, {
      onCase: shard ? addOfShard : add,
      onSuiteEnd(suite) {
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

/**
 * Counts the tests that did not run, each once: not where one of its name ran (WebdriverIO writes the attempts before
 * the last as skipped), and not again where another file lists it too (two jobs that each run a part of a suite).
 */
function createLeftOut() {
  const counted = createNameCounter()
  let inFile = createNameCounter()
  const entries: { key: NameKey; reason: string; mergedCase: MergedCase | undefined }[] = []
  const repeated = new Set<MergedCase>()
  return {
    add(key: NameKey, reason: string, mergedCase: MergedCase | undefined) {
      if (inFile.add(key) > counted.count(key)) {
        counted.add(key)
        entries.push({ key, reason, mergedCase })
      } else if (mergedCase) repeated.add(mergedCase)
    },
    endFile() {
      inFile = createNameCounter()
    },
    /** @returns the cases that do not count */
    count(counts: Counts, names: Names): Set<MergedCase> {
      for (const { key, reason, mergedCase } of entries)
        if (!names.ran(key)) count(counts, { outcome: 'notRun', reason }, 'omit')
        else if (mergedCase) repeated.add(mergedCase)
      return repeated
    },
  }
}

function notesOf({ unknown, requirements }: Pass, copies: readonly string[], names?: FinalNames): string[] {
  const copied = names?.copied
  return [
    ...(copies.length > 0 ? [`Counted once, because another file has the same bytes: ${listed(copies)}.`] : []),
    ...(copied && copied.cases > 0
      ? [
          `Counted once, because another file holds the same suite: ${testCases(copied.cases)} of ${listed(copied.files)}.`,
        ]
      : []),
    ...(names?.covered ?? [])
      .slice(0, mostListed)
      .map(
        ({ packageName, name, red, attempts, counted }) =>
          `${red} of ${attempts} attempts failed, and another one counts (${counted}): ${packageName === '' ? '' : `${packageName} > `}${name}.`,
      ),
    ...moreNote(names?.covered.length ?? 0),
    ...(names && names.ambiguous.length > 0
      ? [
          `Nothing in the files tells these apart, so their numbers may change with their outcomes: ${listed(names.ambiguous)}. ZEPHYR_SAME_NAME says that they are attempts of one test, ZEPHYR_PACKAGE_PREFIX which environment each file is from; a "file" attribute in the tool's report solves it for good.`,
        ]
      : []),
    ...(unknown.size > 0
      ? [
          `Elements that no known tool writes stand in test cases, and do not decide how those ended unless their name says so: ${Array.from(
            unknown,
            ([name, times]) => `<${name}> in ${testCases(times)}`,
          )
            .slice(0, mostListed)
            .join(', ')}.`,
        ]
      : []),
    ...(requirements.size > 0
      ? [
          `Requirements left out, because Zephyr cannot link them (ID_ and a number, or AltID_ and an id without a second "_"): ${listed(Array.from(requirements, ([text, test]) => `"${text.trim().slice(0, 100)}" of ${test}`))}.`,
        ]
      : []),
  ]
}

const mostListed = 20

const moreNote = (all: number) =>
  all > mostListed ? [`… and ${all - mostListed} more tests with attempts that failed.`] : []

const testCases = (number: number) => (number === 1 ? '1 test case' : `${number} test cases`)

function listed(all: readonly string[]): string {
  const shown = all.slice(0, mostListed).join(', ')
  return all.length > mostListed ? `${shown} and ${all.length - mostListed} more` : shown
}

export { ResultFileError }
