import type { FileResults, TestResult, TestRun } from '../results/model.js'
import { allTests } from '../results/model.js'
import type { NamedPackage } from '../results/names.js'
import { packageOf } from '../results/packages.js'
import { type Counts, noCounts } from './counts.js'
import { linkedPackages, type Noticed, namingOf, type SuiteFrame, suiteTexts } from './suite.js'
import type { WriteOptions } from './write-types.js'

// What a run's end need not do: the suite of a test file is made when the file has ended, while others run. Of its tests
// nothing is kept then but that text. The end translates them again only where names depend on more than the file.

/** A suite whose text is known before the run has ended. */
export interface PreparedSuite {
  packageName: string
  /** Its text in UTF-8, as it goes into the file: half of what text beyond Latin 1 takes. */
  bytes: Uint8Array
  counts: Counts
  /** The settings it was made with; with others it is of no use. */
  madeFor: string
}

const preparedSuites = new WeakMap<FileResults, PreparedSuite>()

/** Makes the suite of a test file that has ended. {@link suitesOf} uses it, unless another file shares its package. */
export function prepareFile(file: FileResults, frame: SuiteFrame) {
  const { run, options } = frame
  // A shard's suites name all its tests; in one folder, a name depends on all files.
  if (run.shard || options.createPackage === false || (options.attachments ?? 'none') !== 'none') return
  const noticed: Noticed = { counts: noCounts(), attachments: [], wrong: new Map() }
  const [suite, ...others] = linkedPackages(file.tests(), frame, noticed.wrong)
  // Warnings are printed in the order of the run.
  if (!suite || others.length > 0 || noticed.wrong.size > 0) return
  const bytes = bytesOf(suiteTexts(suite, frame, noticed))
  if (bytes)
    preparedSuites.set(file, {
      packageName: suite.packageName,
      bytes,
      counts: noticed.counts,
      madeFor: settingsOf(frame),
    })
}

/** The suites of a run by package: texts that were prepared, and what is still to be written. */
export function* suitesOf(
  run: TestRun,
  options: WriteOptions,
  wrong: Noticed['wrong'],
): Generator<PreparedSuite | NamedPackage<TestResult>> {
  const frame: SuiteFrame = { run, options }
  const { ready, rest } = apart(run, frame)
  const written = linkedPackages(rest, frame, wrong)
  let next = written.next()
  for (const suite of ready) {
    for (; !next.done && next.value.packageName < suite.packageName; next = written.next()) yield next.value
    yield suite
  }
  for (; !next.done; next = written.next()) yield next.value
}

/** Prepared suites that no other test shares its package with, by package; and the tests of all others. */
function apart(run: TestRun, frame: SuiteFrame): { ready: PreparedSuite[]; rest: Iterable<TestResult> } {
  const { files = [], tests } = run
  const madeFor = settingsOf(frame)
  const naming = namingOf(frame)
  const suites = files.map((file) => preparedSuites.get(file))
  const isUsable = (suite: PreparedSuite | undefined) => suite?.madeFor === madeFor
  if (!suites.some(isUsable)) return { ready: [], rest: allTests(run) }

  const uses = new Map<string, number>()
  const use = (packageName: string) => uses.set(packageName, (uses.get(packageName) ?? 0) + 1)
  for (const [index, file] of files.entries()) use(suites[index]?.packageName ?? packageOf(file, naming))
  for (const test of tests) use(packageOf(test, naming))
  const isReady = (suite: PreparedSuite | undefined): suite is PreparedSuite =>
    suite?.madeFor === madeFor && uses.get(suite.packageName) === 1
  return {
    ready: suites.filter(isReady).sort((a, b) => (a.packageName < b.packageName ? -1 : 1)),
    rest: allTests({ tests, files: files.filter((_, index) => !isReady(suites[index])) }),
  }
}

function settingsOf({ run, options }: SuiteFrame): string {
  const { runner, root, packageRoot = root, startedAt } = run
  return JSON.stringify([runner, root, packageRoot, startedAt, options])
}

/** `undefined` where there are too many to be kept beside the run's own. */
function bytesOf(texts: Iterable<string>): Uint8Array | undefined {
  let whole = ''
  for (const text of texts) {
    whole += text
    if (whole.length > longestKept) return undefined
  }
  return Buffer.from(whole)
}

/** Characters of one file's suite. A suite of long failure texts is longer, and then made at the run's end only. */
const longestKept = 1024 * 1024
