import { createHash } from 'node:crypto'
import type { TruthRow } from '../harness/project.ts'

/** One run of a suite: what Jest is called with, and what Zephyr must record of it. */
export interface Scenario {
  name: string
  suite: string
  args?: readonly string[]
  /** More for NODE_OPTIONS. */
  nodeOptions?: string
  rows: readonly TruthRow[]
}

type Verdict = TruthRow['status'] | readonly [TruthRow['status'], string]

/** Every run that is held against its truth. Where Jest 29 says something else than 30, so does the table. */
export function scenarios(version: string): Scenario[] {
  return [
    { name: 'outcomes', suite: 'outcomes', rows: outcomes(version) },
    { name: 'a name filter', suite: 'outcomes', args: ['-t', 'twice|nested$', 'tests/outcomes'], rows: nameFilter },
    { name: 'hooks', suite: 'hooks', rows: hooks },
    { name: 'late errors', suite: 'late', rows: late(version) },
    { name: 'workers that die', suite: 'deaths', rows: deaths },
    {
      name: 'worker threads that die',
      suite: 'deaths',
      args: ['--workerThreads', 'exits', 'healthy'],
      rows: deaths.filter(({ packageName }) => /exits|healthy/.test(packageName)),
    },
    { name: 'projects', suite: 'projects', rows: projects },
    {
      name: 'one file in several projects',
      suite: 'projects',
      args: ['-c', 'same-file.config.js'],
      rows: sameFile,
    },
    {
      name: 'ES modules and TypeScript',
      suite: 'languages',
      nodeOptions: '--experimental-vm-modules',
      rows: languages,
    },
    { name: 'a test runner of the team’s own', suite: 'runner', rows: runner },
    { name: 'jest-jasmine2', suite: 'jasmine', rows: jasmine('PASS') },
    { name: 'errorOnDeprecated', suite: 'jasmine', args: ['--errorOnDeprecated'], rows: jasmine('FAIL') },
    { name: 'obsolete snapshots', suite: 'whole-run', rows: wholeRun },
    ...['babel', 'v8'].map((provider) => ({
      name: `coverage threshold, ${provider}`,
      suite: 'setup',
      args: ['--coverage', `--coverageProvider=${provider}`, '--coverageThreshold={"global":{"branches":90}}'],
      rows: coverage,
    })),
    {
      name: 'coverage threshold reached',
      suite: 'setup',
      args: ['--coverage', '--coverageThreshold={"global":{"branches":10}}'],
      rows: coverage.filter(({ status }) => status === 'PASS'),
    },
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
      'name with control': ['PASS', 'characters that XML forbids removed'],
      'name with emoji 🎉 and ünïcödé': 'PASS',
      'a > b': 'PASS',
      'with.dots/and\\slashes': 'PASS',
      'outer blanks': ['PASS', 'runs of white space become one blank, none at the ends'],
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
      '>': ['PASS', 'blank titles'],
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
    ...of('kinds of failure', 'tests.kinds', {
      'throws a symbol': 'FAIL',
      'throws false': 'FAIL',
      'rejects with nothing': 'FAIL',
      'done with an error': 'FAIL',
      'done twice': 'FAIL',
      'done never': ['FAIL', 'time-out'],
      'its own time-out': 'FAIL',
      'too few assertions': 'FAIL',
    }),
    ...of('parameters', 'tests.kinds', {
      'concurrent each 1': 'PASS',
      'concurrent each 2': 'FAIL',
      'concurrent fails as expected': 'PASS',
      'failing each 1': ['FAIL', 'passes though it should fail'],
      'failing each 2': 'PASS',
      'group a > in it': 'PASS',
      'group b > in it': 'FAIL',
      'named 1': 'FAIL',
      'skipped on a condition': 'omitted',
    }),
    ...of('files', 'tests.empty', { '[test file failed to run]': 'FAIL' }),
    ...of('files', 'tests.no-tests', { '[test file failed to run]': 'FAIL' }),
    ...of('files', 'tests.syntax', { '[test file failed to run]': 'FAIL' }),
    ...of('files', 'tests.import', { '[test file failed to run]': 'FAIL' }),
    ...of('files', 'tests.getter', {
      '[test file failed to run]': ['FAIL', 'Jest itself fails on a thrown object whose getters throw'],
    }),
    ...of('files', 'tests.error-getter', {
      '[test file failed to run]': ['FAIL', 'an error with a getter that throws cannot leave Jest’s worker'],
    }),
    ...of(
      'files',
      'tests.circular',
      jest29
        ? { '[test file failed to run]': ['FAIL', 'Jest 29 itself fails on an error that is its own cause'] }
        : { passes: 'PASS', 'throws a circular error': 'FAIL' },
    ),
    // Jest 30 lays an error thrown late on the test that started it, 29 on the one that runs.
  ]
}

const hooks = [
  ...of('hooks', 'tests.hooks', {
    'beforeAll fails > one': 'FAIL',
    'beforeAll fails > two': 'FAIL',
    'beforeAll fails above > inner > deep': 'FAIL',
    'beforeAll fails above > inner > skipped': 'omitted',
    'beforeAll fails above > inner > to do': 'omitted',
    'beforeAll times out > one': 'FAIL',
    'beforeEach fails > one': 'FAIL',
    'beforeEach times out > one': 'FAIL',
    'afterEach fails > one': 'FAIL',
    'afterEach fails > fails too': ['FAIL', 'once, with both texts'],
  }),
  ...of('hooks', 'tests.file-hooks', { one: 'FAIL', 'group > two': 'FAIL', skipped: 'omitted' }),
  ...of('hooks', 'tests.file-each', { one: ['FAIL', 'beforeEach and afterEach of the file'] }),
  ...of('hooks', 'tests.after-all', {
    'passes before': 'PASS',
    'group > passes': 'PASS',
    'group > inner > fails too': 'FAIL',
    '[unhandled error]': ['FAIL', 'all four afterAll; Jest does not tell one from an error outside any test'],
  }),
  ...of('files', 'tests.describe-throws', { '[test file failed to run]': ['FAIL', 'a describe that throws'] }),
]

function late(version: string): TruthRow[] {
  const jest29 = version.startsWith('29.')
  return [
    ...of('late errors', 'tests.throws', {
      passes: 'PASS',
      'throws after the last test': ['PASS', 'Jest has ended the file before it is thrown, in a worker'],
    }),
    // Jest 30 lays an error thrown late on the test that started it, 29 on the one that runs.
    ...of('late errors', 'tests.rejects', {
      passes: 'PASS',
      'rejects, and nobody waits': jest29 ? 'PASS' : 'FAIL',
      waits: jest29 ? 'FAIL' : 'PASS',
    }),
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

const sameFile = [
  ...of('projects', 'api.same.file', {
    'is one': 'FAIL',
    'is one (2)': 'PASS',
  }),
  ...of('projects', 'x.api.same.file', {
    'is one': 'FAIL',
    'is one (2)': 'PASS',
  }),
]

const languages = [
  ...of('languages', 'tests.module', { passes: ['PASS', '.mjs, top-level await'], fails: 'FAIL' }),
  ...of('languages', 'tests.typed_v1', { 'fails in TypeScript': 'FAIL' }),
]

const jasmine = (deprecated: TruthRow['status']) =>
  of('jest-jasmine2', 'tests.old', {
    passes: 'PASS',
    throws: 'FAIL',
    fails: 'FAIL',
    deprecated: deprecated === 'FAIL' ? ['FAIL', 'errorOnDeprecated'] : 'PASS',
    skipped: 'omitted',
    'beforeAll fails > one': 'FAIL',
  })

const coverage = [
  ...of('coverage', 'tests.passes', { passes: 'PASS' }),
  ...of('coverage', 'jest', {
    '[coverage threshold missed]': ['FAIL', 'Jest’s own judge is asked before it speaks'],
  }),
]

const runner = of('a test runner of the team’s own', 'tests.own', {
  passes: 'PASS',
  'fails without a word': ['FAIL', 'neither failureMessages nor failureDetails'],
  'fails with a text': 'FAIL',
  'fails with a hostile detail': ['FAIL', 'getters that throw'],
  'ends in a way Jest does not know yet': ['FAIL', 'a status nobody knows is never better than failed'],
  waits: 'omitted',
})

const nameFilter = of('filters', named, {
  twice: 'PASS',
  'twice (2)': 'FAIL',
  'outer > inner > nested': 'PASS',
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
