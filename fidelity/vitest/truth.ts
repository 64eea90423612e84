import { createHash } from 'node:crypto'
import type { TruthRow } from '../harness/project.ts'

// What Zephyr must record of each suite, in words. A pair holds the verdict and why.
type Verdict = TruthRow['status'] | readonly [TruthRow['status'], string]

/** One run of a suite: what Vitest is called with, and what Zephyr must record of it. */
export interface Scenario {
  name: string
  suite: string
  args?: readonly string[]
  rows: readonly TruthRow[]
}

/** Every run that is held against its truth. Where an older Vitest says something else, so does the table. */
export function scenarios(version: string): [Scenario, ...Scenario[]] {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  const vitest30 = major === 3 && minor === 0
  return [
    { name: 'outcomes', suite: 'outcomes', rows: outcomes },
    { name: 'kinds', suite: 'kinds', rows: [...kinds, ...hostile(vitest30)] },
    { name: 'hooks and fixtures', suite: 'hooks', rows: hooks },
    { name: 'a name filter', suite: 'outcomes', args: ['-t', 'twice|nested$', 'tests/outcomes'], rows: nameFilter },
    { name: 'only is not allowed', suite: 'outcomes', args: ['--allowOnly=false', 'tests/only'], rows: onlyRefused },
    { name: 'projects', suite: 'projects', rows: projects },
    { name: 'errors outside tests', suite: 'unhandled', rows: unhandled },
    { name: 'errors after the last test', suite: 'late', rows: late(major) },
    {
      name: 'errors outside tests, ignored',
      suite: 'unhandled',
      args: ['--dangerouslyIgnoreUnhandledErrors', 'rejection'],
      rows: of('errors outside tests', 'rejection', { passes: 'PASS' }),
    },
    // 3.2 itself dies with its worker: see modes.test.ts.
    ...(major === 3 && minor > 0
      ? []
      : [{ name: 'workers that die', suite: 'deaths', args: ['--pool=forks'], rows: deaths }]),
    ...['threads', 'vmThreads', 'vmForks'].map((pool) => ({
      name: `process.exit in ${pool}`,
      suite: 'unhandled',
      args: [`--pool=${pool}`, 'exits'],
      rows: unhandled.filter(({ packageName }) => packageName === 'exits'),
    })),
    // 3.0 ends with an error of its own when a global set-up fails, and tells its reporters nothing.
    ...(vitest30 ? [] : [{ name: 'global set-up', suite: 'setup', rows: setup }]),
    // 3.0 does not lay type errors on tests.
    ...(vitest30
      ? []
      : [
          { name: 'type checks', suite: 'types', rows: types },
          { name: 'type checks only', suite: 'types', args: ['--typecheck.only'], rows: typesOnly },
          ...[[], ['--sequence.shuffle.files', '--sequence.seed=3'], ['--sequence.shuffle', '--sequence.seed=9']].map(
            (args) => ({
              name: ['names of type checks', ...args].join(' '),
              suite: 'type-names',

              args,
              rows: typeNames,
            }),
          ),
          {
            name: 'names without type checks',
            suite: 'type-names',
            args: ['--typecheck.enabled=false'],
            rows: typeNamesOfRuns,
          },
        ]),
    ...['v8', 'istanbul'].map((provider) => ({
      name: `coverage thresholds, ${provider}`,
      suite: 'thresholds',
      args: ['--coverage', `--coverage.provider=${provider}`],
      rows: thresholds,
    })),
    {
      name: 'coverage thresholds reached',
      suite: 'thresholds',
      args: ['--coverage', '--coverage.thresholds.branches=10', '--coverage.thresholds.statements=10'],
      rows: thresholds.filter(({ status }) => status === 'PASS'),
    },
  ]
}

const outcomes = [
  ...of('assertions and thrown values', 'tests.outcomes', {
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
    'throws a circular error': 'FAIL',
    rejects: 'FAIL',
    'times out': 'FAIL',
    'fails with a nasty text': 'FAIL',
    'fails with a megabyte': 'FAIL',
    'snapshot does not match': 'FAIL',
    'soft assertions': ['FAIL', 'once, with all their texts'],
    'fixture fails': 'FAIL',
  }),
  ...of('names', 'tests.outcomes', {
    'red name': ['PASS', 'colours removed'],
    'name with ]]> <b> & "quotes" \'single\'': 'PASS',
    'name with control': ['PASS', 'characters that XML forbids removed'],
    'name with emoji 🎉 and ünïcödé': 'PASS',
    'a > b': 'PASS',
    'with.dots/and\\slashes': 'PASS',
    'outer blanks': ['PASS', 'runs of white space become one blank, none at the ends'],
    '(no title)': ['PASS', 'a record without a name would be dropped'],
    [cut('L'.repeat(10_000))]: ['PASS', '10,000 characters, cut, with a hash of the whole'],
    twice: 'PASS',
    'twice (2)': 'FAIL',
    'group > same': 'PASS',
    'group > same (2)': 'FAIL',
    'outer > inner > nested': 'PASS',
    'outer > inner > nested fails': 'FAIL',
  }),
  ...of('parameters', 'tests.outcomes', {
    'each 1 is 2': 'FAIL',
    'each 2 is 2': 'PASS',
    'for 1 is 1': 'PASS',
    'for 1 is 2': 'FAIL',
  }),
  ...of('not run', 'tests.outcomes', {
    skipped: 'omitted',
    'skipped by a condition': 'omitted',
    'skipped in its body': 'omitted',
    'to do': 'omitted',
    'skipped group > inside': 'omitted',
  }),
  ...of('expected failures', 'tests.outcomes', { 'fails as expected': 'PASS', 'passes unexpectedly': 'FAIL' }),
  ...of('concurrent', 'tests.outcomes', { 'concurrent passes': 'PASS', 'concurrent fails': 'FAIL' }),
  ...of('repeats and retries', 'tests.outcomes', {
    'repeats and passes': 'PASS',
    'repeats and fails once': 'FAIL',
    flaky: ['PASS', 'once, marked as flaky'],
    'fails each time': ['FAIL', 'once'],
  }),
  ...of('links', 'tests.outcomes', { 'linked by meta': 'PASS', 'linked wrongly': ['PASS', 'with a warning'] }),
  ...of('files', 'tests.syntax', { '[test file failed to run]': ['FAIL', 'syntax error'] }),
  ...of('files', 'tests.import', { '[test file failed to run]': ['FAIL', 'failing import'] }),
  ...of('files', 'tests.empty', { '[test file failed to run]': ['FAIL', 'no test in it'] }),
  ...of('files', 'tests.only', { only: 'PASS', 'not this': 'omitted' }),
  ...of('files', 'tests.a.same', { 'same file name': 'PASS' }),
  ...of('files', 'tests.b.same', { 'same file name': 'FAIL' }),
  ...of('files', 'tests.b.twin', {
    'same package': ['FAIL', 'twin.spec.mjs comes before twin.test.mjs'],
    'same package (2)': 'PASS',
  }),
  ...of('files', 'tests.with space_v1.ünï_v2', { passes: 'PASS' }),
]

const hostile = (vitest30: boolean) =>
  of('assertions and thrown values', 'hostile', {
    passes: 'PASS',
    'throws an object whose getters throw': 'FAIL',
    'throws a frozen error': vitest30 ? 'omitted' : 'FAIL',
    ...(vitest30 && { '[test file failed to run]': ['FAIL', 'Vitest 3.0 itself fails on them'] as const }),
  })

const kinds = [
  ...of('assertions and thrown values', 'kinds', {
    'throws an error with a getter that throws': 'FAIL',
    'throws an error that is its own cause': 'FAIL',
    'throws causes in a ring': 'FAIL',
    'throws with a text as cause': 'FAIL',
    'throws a symbol': 'FAIL',
    'throws a function': 'FAIL',
    'throws a bigint': 'FAIL',
    'throws false': 'FAIL',
    'rejects with nothing': 'FAIL',
    'too few assertions': 'FAIL',
    'poll never agrees': 'FAIL',
    'its own time-out': 'FAIL',
  }),
  ...of('not run', 'kinds', {
    'skips with a note': 'omitted',
    'skips after a soft failure': ['omitted', 'Vitest calls it skipped'],
    'runs on a condition': 'omitted',
    'group to do > inside': 'omitted',
    'group on a condition > inside': 'omitted',
  }),
  ...of('repeats and retries', 'kinds', {
    'flaky by a soft assertion': 'PASS',
    'fails as expected, each time': 'PASS',
    'passes each time, unexpectedly': 'FAIL',
    'repeats, one of them flaky': 'PASS',
  }),
  ...of('concurrent', 'kinds', { 'concurrent > passes': 'PASS', 'concurrent > fails': 'FAIL' }),
  ...of('parameters', 'kinds', {
    'group 1 > in it': 'PASS',
    'group 2 > in it': 'FAIL',
    'for 1 > in it': 'PASS',
    'for 2 > in it': 'FAIL',
  }),
  ...of('names', 'kinds', {
    'shuffled > same': 'PASS',
    'shuffled > same (2)': ['FAIL', 'by definition, not by execution'],
    'shuffled > same (3)': 'PASS',
    '>': ['PASS', 'blank titles'],
    'adds (2)': ['PASS', 'spells a number itself'],
    adds: 'PASS',
    'adds (3)': ['FAIL', 'the next number free'],
    [cut(`${'M'.repeat(300)} one`)]: ['PASS', 'equal in its first 300 characters'],
    [cut(`${'M'.repeat(300)} two`)]: ['FAIL', 'equal in its first 300 characters'],
    'line feed': 'PASS',
  }),
]

const hooks = [
  ...of('hooks', 'tests.hooks', {
    'beforeAll fails > one': ['omitted', 'Vitest skips it'],
    'beforeAll fails > two': ['omitted', 'Vitest skips it'],
    'beforeAll fails > [hook failed]': 'FAIL',
    'beforeAll fails above > inner > deep': 'omitted',
    'beforeAll fails above > inner > skipped': 'omitted',
    'beforeAll fails above > [hook failed]': 'FAIL',
    'beforeAll times out > one': 'omitted',
    'beforeAll times out > [hook failed]': 'FAIL',
    'beforeAll cleans up badly > one': 'PASS',
    'beforeAll cleans up badly > [hook failed]': 'FAIL',
    'beforeEach fails > one': 'FAIL',
    'beforeEach times out > one': 'FAIL',
    'beforeEach cleans up badly > one': 'FAIL',
    'beforeEach skips > one': 'omitted',
    'afterEach fails > one': 'FAIL',
    'afterEach fails > fails too': ['FAIL', 'once, with both texts'],
    'afterAll fails > one': 'PASS',
    'afterAll fails > [hook failed]': ['FAIL', 'once for both hooks'],
    'afterAll fails > inner > deep': 'PASS',
    'afterAll fails > inner > [hook failed]': 'FAIL',
    'afterAll times out > one': 'PASS',
    'afterAll times out > [hook failed]': 'FAIL',
    'same > one': 'PASS',
    'same > one (2)': 'PASS',
    'same > [hook failed]': 'FAIL',
    'same > [hook failed] (2)': 'FAIL',
    'onTestFinished throws': 'FAIL',
    'onTestFailed throws too': 'FAIL',
  }),
  ...of('hooks', 'tests.file-hook', { 'passes before': 'PASS', '[hook failed]': 'FAIL' }),
  ...of('hooks', 'tests.file-before', { one: 'omitted', 'group > two': 'omitted', '[hook failed]': 'FAIL' }),
  ...of('hooks', 'tests.file-each', { one: 'FAIL', 'fails as expected, in the hook': 'PASS' }),
  ...of('files', 'tests.describe-throws', { '[test file failed to run]': ['FAIL', 'a describe that throws'] }),
  ...of('fixtures', 'tests.fixtures', {
    'set-up fails': 'FAIL',
    'tear-down fails': 'FAIL',
    'fails, and so does the tear-down': 'FAIL',
    'needs neither': 'PASS',
  }),
]

const nameFilter = of('filters', 'tests.outcomes', {
  twice: 'PASS',
  'twice (2)': 'FAIL',
  'outer > inner > nested': 'PASS',
})

const onlyRefused = of('files', 'tests.only', {
  only: ['FAIL', 'allowOnly is false'],
  'not this': 'omitted',
})

const projects = [
  ...of('projects', 'web_v1.web.login', { 'logs in': 'PASS' }),
  ...of('projects', 'api.api.login', { 'logs in': 'FAIL' }),
  ...of('projects', 'api.api.late', {
    passes: 'PASS',
    '[unhandled error]': ['FAIL', 'in the project that ran the file'],
  }),
]

const unhandled = [
  ...of('errors outside tests', 'exits', { first: 'PASS', exits: ['FAIL', 'process.exit'] }),
  ...of('errors outside tests', 'rejection', {
    passes: 'PASS',
    '[unhandled error]': ['FAIL', 'a rejection nobody waits for'],
  }),
]

const late = (major: number) => [
  ...of('errors outside tests', 'throws', {
    passes: 'PASS',
    'throws after the last test': 'PASS',
    '[unhandled error]': 'FAIL',
  }),
  ...of('errors outside tests', 'rejects', {
    rejects: 'PASS',
    '[unhandled error]': 'FAIL',
    '[unhandled error] (2)': 'FAIL',
  }),
  ...of('errors outside tests', 'text', { 'rejects with a text': 'PASS' }),
  ...of('errors outside tests', major === 3 ? 'text' : 'vitest', {
    '[unhandled error]': ['FAIL', 'a text names no file since Vitest 4'],
  }),
]

const deaths = [
  ...of('workers that die', 'exits', { first: 'PASS', exits: ['FAIL', 'process.exit'], after: 'PASS' }),
  ...of('workers that die', 'killed', {
    '[test file failed to run]': ['FAIL', 'SIGKILL'],
    before: ['omitted', 'nobody heard of it'],
    'kills its worker': 'omitted',
    after: 'omitted',
  }),
  ...of('workers that die', 'memory', {
    '[test file failed to run]': ['FAIL', 'out of memory'],
    first: 'omitted',
    'runs out of memory': 'omitted',
    after: 'omitted',
  }),
  ...of('workers that die', 'healthy', { survives: 'PASS' }),
]

const setup = of('errors outside tests', 'vitest', { '[global setup failed]': 'FAIL' })

const typesOnly = [
  ...of('type checks', 'tests.types_test-d', {
    'types agree [type check]': 'PASS',
    'types differ [type check]': 'FAIL',
    'group > inside [type check]': 'FAIL',
    'skipped [type check]': 'omitted',
  }),
  ...of('type checks', 'tests.both', { 'runs and is checked [type check]': 'PASS' }),
  ...of('type checks', 'vitest', { '[unhandled error]': ['FAIL', 'a type error outside the test files'] }),
]

const types = [
  ...typesOnly.filter(({ packageName }) => packageName !== 'tests.both'),
  ...of('type checks', 'tests.both', {
    'runs and is checked': ['FAIL', 'run'],
    'runs and is checked [type check]': ['PASS', 'the same test, checked'],
  }),
]

const checkedLong = cut(`${'L'.repeat(300)} [type check]`)

/** What a run without type checks records: the very same names. */
const typeNamesOfRuns = [
  ...of('type checks', 'tests.twice', {
    twice: 'FAIL',
    'twice (2)': 'PASS',
    adds: 'PASS',
    'adds [type check]': ['PASS', 'spells a type check itself'],
    [cut('L'.repeat(300))]: 'PASS',
  }),
  ...of('type checks', 'tests.source', { runs: 'PASS' }),
  ...of('type checks', 'tests.broken', { '[test file failed to run]': 'FAIL' }),
]

const typeNames = [
  ...of('type checks', 'tests.twice', {
    twice: ['FAIL', 'the first one fails when it runs'],
    'twice (2)': 'PASS',
    'twice [type check]': 'PASS',
    'twice (2) [type check]': ['PASS', 'numbered apart from the runs'],
    'adds [type check]': ['PASS', 'spells a type check itself'],
    'adds (2) [type check]': ['PASS', 'the type check of adds: a run keeps its name'],
    adds: 'PASS',
    'adds [type check] [type check]': 'PASS',
    [cut('L'.repeat(300))]: 'PASS',
    [checkedLong]: ['PASS', 'cut after [type check]'],
  }),
  ...of('type checks', 'tests.source', {
    runs: 'PASS',
    'runs [type check]': 'PASS',
    '[test file failed to run]': ['FAIL', 'a type error outside any test'],
  }),
  ...of('type checks', 'tests.broken', {
    'never runs [type check]': 'PASS',
    '[test file failed to run]': ['FAIL', 'once, with the texts of the run and of the type check'],
  }),
]

const thresholds = [
  ...of('coverage', 'tests.half', { passes: 'PASS' }),
  ...of('coverage', 'vitest', { '[coverage threshold missed]': ['FAIL', 'once, with a line for each threshold'] }),
]

function of(kind: string, packageName: string, verdicts: Record<string, Verdict>): TruthRow[] {
  return Object.entries(verdicts).map(([name, verdict]) => {
    const [status, why] = typeof verdict === 'string' ? [verdict] : verdict
    return { kind, packageName, name, status, ...(why && { why }) }
  })
}

/** The rule of docs/contract.md for names over 254 characters, spelled out here once more on purpose. */
function cut(name: string): string {
  const hash = createHash('sha256').update(name).digest('hex').slice(0, 12)
  return `${name.slice(0, 254 - 13)}~${hash}`
}
