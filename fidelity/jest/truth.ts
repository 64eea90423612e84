import { createHash } from 'node:crypto'
import type { TruthRow } from '../harness/project.ts'

/** One run of a suite: what Jest is called with, and what Zephyr must record of it. */
export interface Scenario {
  name: string
  suite: string
  rows: readonly TruthRow[]
}

type Verdict = TruthRow['status'] | readonly [TruthRow['status'], string]

/** Every run that is held against its truth. Where Jest 29 says something else than 30, so does the table. */
export function scenarios(version: string): Scenario[] {
  return [
    { name: 'outcomes', suite: 'outcomes', rows: outcomes(version) },
    { name: 'deaths', suite: 'deaths', rows: deaths },
    { name: 'projects', suite: 'projects', rows: projects },
    { name: 'runner', suite: 'runner', rows: runner },
    { name: 'obsolete snapshots', suite: 'whole-run', rows: wholeRun },
  ]
}

const named = 'tests.outcomes'

function outcomes(version: string): TruthRow[] {
  const jest29 = version.startsWith('29.')
  return [
    ...of('assertions and thrown values', named, {
      passes: 'PASS',
      'fails an assertion': 'FAIL',
      'throws an Error': 'FAIL',
      'throws an Error with no message and no stack': 'FAIL',
      'throws a string': 'FAIL',
      'throws null': 'FAIL',
      'throws undefined': 'FAIL',
      'throws a number': 'FAIL',
      'throws an object': 'FAIL',
      'throws an AggregateError': 'FAIL',
      'throws with a chain of causes': 'FAIL',
      rejects: 'FAIL',
      'times out': 'FAIL',
      'fails with a nasty text': 'FAIL',
      'fails with a megabyte': 'FAIL',
      'snapshot does not match': 'FAIL',
    }),
    ...of('names', named, {
      'red name': ['PASS', 'colours removed'],
      'name with ]]> <b> & "quotes" \'single\'': 'PASS',
      'name with    control': ['PASS', 'characters that XML forbids removed'],
      'name with emoji 🎉 and ünïcödé': 'PASS',
      'a > b': 'PASS',
      'with.dots/and\\slashes': 'PASS',
      '  outer blanks  ': 'PASS',
      '(no title)': ['PASS', 'an empty title'],
      'line feed': 'PASS',
      [cut('L'.repeat(10_000))]: ['PASS', '10,000 characters'],
      [cut(`${'M'.repeat(300)} one`)]: ['PASS', 'equal in its first 300 characters'],
      [cut(`${'M'.repeat(300)} two`)]: ['FAIL', 'equal in its first 300 characters'],
      twice: 'PASS',
      'twice (2)': 'FAIL',
      'group > same': 'PASS',
      'group > same (2)': 'FAIL',
      'outer > inner > nested': 'PASS',
      'outer > inner > nested fails': 'FAIL',
      'each 1 is 2': 'FAIL',
      'each 2 is 2': 'PASS',
    }),
    ...of('names', 'tests.names', {
      '   >  ': ['PASS', 'blank titles'],
      'adds (2)': ['PASS', 'spells a number itself'],
      adds: 'PASS',
      'adds (3)': ['FAIL', 'the next number free'],
      later: 'omitted',
      'tagged 1 equals 1': 'PASS',
      'tagged 1 equals 2': 'FAIL',
    }),
    ...of('names', 'tests.a.same', { 'same file name': 'PASS' }),
    ...of('names', 'tests.b.same', { 'same file name': 'FAIL' }),
    ...of('names', 'tests.b.twin', {
      'same package': ['FAIL', 'twin.spec.js'],
      'same package (2)': ['PASS', 'twin.test.js, of the same package'],
    }),
    ...of('names', 'tests.with space_v1.ünï_v2', { passes: 'PASS' }),
    ...of('skip, todo, only', named, {
      skipped: 'omitted',
      'to do': 'omitted',
      'skipped group > inside': 'omitted',
    }),
    ...of('skip, todo, only', 'tests.only', { only: 'PASS', 'not this': 'omitted' }),
    ...of('expected failures', named, { 'fails as expected': 'PASS', 'passes unexpectedly': 'FAIL' }),
    ...of('concurrent', named, { 'concurrent passes': 'PASS', 'concurrent fails': 'FAIL' }),
    ...of('retries', 'tests.retries', { flaky: 'PASS', 'fails each time': 'FAIL' }),
    ...of('hooks', 'tests.hooks', {
      'beforeAll fails > one': 'FAIL',
      'beforeAll fails > two': 'FAIL',
      'beforeEach fails > one': 'FAIL',
      'afterEach fails > one': 'FAIL',
    }),
    ...of('hooks', 'tests.after-all', {
      'passes before': 'PASS',
      '[unhandled error]': ['FAIL', 'Jest does not tell an afterAll from an error outside any test'],
    }),
    ...of('files', 'tests.empty', { '[test file failed to run]': 'FAIL' }),
    ...of('files', 'tests.no-tests', { '[test file failed to run]': 'FAIL' }),
    ...of('files', 'tests.syntax', { '[test file failed to run]': 'FAIL' }),
    ...of('files', 'tests.import', { '[test file failed to run]': 'FAIL' }),
    ...of('files', 'tests.getter', {
      '[test file failed to run]': ['FAIL', 'Jest itself fails on a thrown object whose getters throw'],
    }),
    ...of(
      'files',
      'tests.circular',
      jest29
        ? { '[test file failed to run]': ['FAIL', 'Jest 29 itself fails on an error that is its own cause'] }
        : { passes: 'PASS', 'throws a circular error': 'FAIL' },
    ),
    // Jest 30 lays an error thrown late on the test that started it, 29 on the one that runs.
    ...of('late errors', 'tests.uncaught', {
      passes: jest29 ? 'PASS' : 'FAIL',
      waits: jest29 ? 'FAIL' : 'PASS',
    }),
  ]
}

const deaths = [
  ...of('workers that die', 'tests.exits', { '[test file failed to run]': ['FAIL', 'process.exit in a worker'] }),
  ...of('workers that die', 'tests.killed', { '[test file failed to run]': ['FAIL', 'SIGKILL'] }),
  ...of('workers that die', 'tests.memory', { '[test file failed to run]': ['FAIL', 'out of memory'] }),
  ...of('workers that die', 'tests.healthy', { passes: 'PASS' }),
]

const projects = [
  ...of('projects', 'a_p i.api.tests.login_v2', { 'same title': 'PASS', fails: 'FAIL' }),
  ...of('projects', 'mobile.web.tests.login_v2', { 'same title': 'FAIL', else: 'PASS' }),
  ...of('projects', 'mobile.web.tests.module', { '[test file failed to run]': 'FAIL' }),
  ...of('projects', 'web.tests.login_v2', { 'same title': ['FAIL', 'a project without a name'], else: 'PASS' }),
  ...of('projects', 'web.tests.module', { '[test file failed to run]': ['FAIL', 'a project without a name'] }),
]

const runner = of('a test runner of the team’s own', 'tests.own', {
  passes: 'PASS',
  'fails without a word': ['FAIL', 'neither failureMessages nor failureDetails'],
  'fails with a text': 'FAIL',
  waits: 'omitted',
})

const wholeRun = [
  ...of('obsolete snapshots with --ci', 'jest', { '[run failed]': ['FAIL', 'no test failed, yet Jest fails the run'] }),
  ...of('obsolete snapshots with --ci', 'tests.snapshot', { 'still there': 'PASS' }),
]

function of(kind: string, packageName: string, verdicts: Record<string, Verdict>): TruthRow[] {
  return Object.entries(verdicts).map(([name, verdict]) => {
    const [status, why] = typeof verdict === 'string' ? [verdict] : verdict
    return { kind, packageName, name, status, ...(why && { why }) }
  })
}

/** Names over 254 characters end in a hash of the whole. */
function cut(whole: string): string {
  return `${whole.slice(0, 241)}~${createHash('sha256').update(whole).digest('hex').slice(0, 12)}`
}
