import { createHash } from 'node:crypto'
import type { TruthRow } from '../harness/project.ts'

type Verdict = TruthRow['status'] | readonly [TruthRow['status'], string]

function of(kind: string, packageName: string, verdicts: Record<string, Verdict>): TruthRow[] {
  return Object.entries(verdicts).map(([name, verdict]) => {
    const [status, why] = typeof verdict === 'string' ? [verdict] : verdict
    return { kind, packageName, name, status, why }
  })
}

/** Names over 254 characters end in a hash of the whole. */
function cut(whole: string): string {
  return `${whole.slice(0, 241)}~${createHash('sha256').update(whole).digest('hex').slice(0, 12)}`
}

const outcomes = [
  ...of('assertions and thrown values', 'm_obile.tests.outcomes', {
    passes: 'PASS',
    'fails in an assertion': 'FAIL',
    'throws an Error': 'FAIL',
    'throws an Error with an empty message and stack': 'FAIL',
    'throws a string': 'FAIL',
    'throws null': 'FAIL',
    'throws undefined': 'FAIL',
    'throws a number': 'FAIL',
    'throws an object with a throwing getter': 'FAIL',
    'throws an AggregateError': 'FAIL',
    'throws with a chain of causes': 'FAIL',
    'throws a circular error': 'FAIL',
    rejects: 'FAIL',
    'rejects unhandled': 'FAIL',
    'throws in a timer': 'FAIL',
    'fails in a step': 'FAIL',
    'has attachments and fails': 'FAIL',
    'prints ]]> and fails': 'FAIL',
    'fails with 1 MB of text': 'FAIL',
  }),
  ...of('soft assertions and polling', 'm_obile.tests.outcomes', {
    'fails two soft assertions': ['FAIL', 'one record, both errors in it'],
    'fails a soft assertion, then throws': 'FAIL',
    'polls in vain': 'FAIL',
    'polls and gets it': 'PASS',
  }),
  ...of('time', 'm_obile.tests.outcomes', {
    'times out': 'FAIL',
    'is slow but passes': 'PASS',
    'is slow and fails': 'FAIL',
  }),
  ...of('skip and fixme', 'm_obile.tests.outcomes', {
    'skips in its body': 'omitted',
    'skips in its body not': 'PASS',
    'fixme in its body': 'omitted',
    'is skipped': 'omitted',
    'is a fixme': 'omitted',
  }),
  ...of('expected failures', 'm_obile.tests.outcomes', {
    'fails as expected': 'PASS',
    'passes unexpectedly': ['FAIL', 'it passed, though declared to fail'],
    'is expected to fail from its body, and does': 'PASS',
    'is expected to fail from its body, and passes': 'FAIL',
    'is expected to fail but times out': ['FAIL', 'a time-out is no expected failure'],
    'is expected to fail, and skips': 'omitted',
  }),
  ...of('soft assertions, steps and snapshots', 'm_obile.tests.more', {
    'skips after a failed soft assertion': ['FAIL', 'the failure counts'],
    'has a soft assertion fail, as expected': 'PASS',
    'is declared to fail by its info, and does': 'PASS',
    'retries a block in vain': 'FAIL',
    'catches a failing step': 'PASS',
    'has a soft assertion fail in a step': 'FAIL',
    'has no snapshot yet': ['FAIL', 'it is written, and the test fails this once'],
    'a skipped describe > is skipped with it': 'omitted',
    'a fixme describe > is a fixme with it': 'omitted',
  }),
  ...of('odd thrown values', 'm_obile.tests.more', {
    'throws an empty string': 'FAIL',
    'throws a proxy whose traps throw': ['FAIL', 'Playwright gives no error for it'],
    'throws an error whose stack is an object': 'FAIL',
    'throws two errors that cause each other': 'FAIL',
    'throws control characters only': 'FAIL',
  }),
  ...of('retries', 'm_obile.tests.retries', {
    'with retries > is flaky': ['PASS', 'flaky'],
    'with retries > fails each time': 'FAIL',
    'with retries > fails, then is skipped': ['PASS', 'Playwright counts it as flaky'],
    'with retries > passes, then fails as expected': ['PASS', 'flaky'],
    'with retries > times out, then passes': ['PASS', 'flaky'],
  }),
  ...of('serial mode', 'm_obile.tests.serial', {
    'serial > first passes': 'PASS',
    'serial > second fails': 'FAIL',
    'serial > third does not run': 'omitted',
    'serial > fourth is skipped': 'omitted',
    'serial with a retry > first passes': 'PASS',
    'serial with a retry > second is flaky': ['PASS', 'flaky'],
    'serial with a retry > third runs at the second attempt': 'PASS',
    'serial that fails each time > first fails only at the second attempt': ['PASS', 'Playwright counts it as flaky'],
    'serial that fails each time > second fails at the first': ['FAIL', 'it did not run at the second attempt'],
  }),
  ...of('names', 'm_obile.tests.names', {
    'with colour, NUL, bell and': ['PASS', 'ANSI codes and what XML forbids are removed, blanks collapsed'],
    'with lone surrogate': 'PASS',
    'with <markup> & "quotes" \'single\' ]]>': 'PASS',
    'with > an arrow': 'PASS',
    'with dots.and/slashes\\both': 'PASS',
    'with blanks around': ['PASS', 'runs of white space become one blank, none at the ends'],
    '(no title)': 'PASS',
    '(no title) (2)': ['PASS', 'a title of blanks'],
    'with line ends': 'PASS',
    'emoji 👩‍👩‍👧 and ünïcödé': 'PASS',
    [cut(`long ${'x'.repeat(10_000)}`)]: 'PASS',
    [cut(`agreeing ${'y'.repeat(300)} one`)]: 'PASS',
    [cut(`agreeing ${'y'.repeat(300)} two`)]: 'FAIL',
    'a > nested > deeper > deepest': 'PASS',
    'in a describe without a title': 'PASS',
  }),
  ...of('one name twice', 'm_obile.tests.names', {
    'a > b > c': ['PASS', 'describe "a > b"'],
    'a > b > c (2)': ['FAIL', 'describe "a"'],
    rings: ['PASS', 'three titles differ in control characters only'],
    'rings (2)': 'FAIL',
    'rings (3)': 'PASS',
    'same describe > one': 'PASS',
    'same describe > two': 'PASS',
    'adds 1 and 2': 'PASS',
    'adds 2 and 3': 'FAIL',
    'already numbered': 'PASS',
    'already numbered (2)': 'PASS',
  }),
  ...of('files', 'm_obile.tests.other.login', {
    'logs in': ['PASS', 'login.spec.ts'],
    'logs in (2)': ['FAIL', 'login.test.ts beside it'],
  }),
  ...of('files', 'm_obile.tests.v1_2.login', { 'logs in': 'PASS' }),
  ...of('files', 'm_obile.tests.with blanks.a name_with dots', { 'logs in': 'PASS' }),
  ...of('files', 'm_obile.tests.ünïcode.prüfung_e2e', { 'logs in': 'PASS' }),
  ...['commonjs', 'module', 'plain', 'typed-module', 'with-jsx'].flatMap((name) =>
    of('.cjs, .mjs, .js, .mts and .tsx', `m_obile.tests.kinds.${name}`, { runs: 'PASS' }),
  ),
  ...of('files', 'm_obile.tests.shared', {
    'apples > works': ['PASS', 'defined in a helper, belongs to the file that calls it'],
    'pears > works': 'PASS',
  }),
  ...of('requirements and tags', 'm_obile.tests.requirements', {
    'linked @smoke': 'PASS',
    'linked wrongly': ['FAIL', 'a warning, never a lost result'],
    'linked from its body': 'PASS',
    '[ID_7] in its title @slow': 'PASS',
    'tagged > inherits': 'PASS',
    'linked as a group > linked by its describe': 'PASS',
    'linked at each attempt': 'PASS',
  }),
]

const hooks = [
  ...of('before and after all', 'tests.before-all', {
    'beforeAll throws > first is given the failure': 'FAIL',
    'beforeAll throws > second does not run': 'omitted',
    'beforeAll throws > third is skipped': 'omitted',
    'beforeAll throws at the first attempt > is flaky for it': ['PASS', 'flaky'],
    'beforeAll throws at the first attempt > follows': 'PASS',
    'beforeAll skips > is skipped by the hook': 'omitted',
    'outside runs': 'PASS',
    'beforeAll throws in parallel mode > first fails': 'FAIL',
    'beforeAll throws in parallel mode > second fails, too': 'FAIL',
    'beforeAll throws before a skip > would have skipped itself': 'FAIL',
    'beforeAll throws before an expected failure > fails as expected': 'PASS',
    'beforeAll throws once in serial mode > is flaky for it': ['PASS', 'flaky'],
    'beforeAll throws once in serial mode > follows': 'PASS',
  }),
  ...of('before and after all', 'tests.after-all', {
    'afterAll throws > first passes': 'PASS',
    'afterAll throws > last is given the failure': 'FAIL',
    afterwards: 'PASS',
    'afterAll throws at the first attempt > first passes': 'PASS',
    'afterAll throws at the first attempt > last is flaky for it': ['PASS', 'flaky'],
    'afterAll of nothing > is skipped': 'omitted',
  }),
  ...of('before and after each', 'tests.each', {
    'beforeEach throws > fails': 'FAIL',
    'beforeEach throws > fails as expected': 'PASS',
    'afterEach throws > fails': 'FAIL',
    'afterEach throws > fails twice': ['FAIL', 'one record, both errors in it'],
    'afterEach throws after a skip > fails or is skipped': ['FAIL', 'Playwright counts it as failed'],
    'beforeEach skips > is skipped': 'omitted',
    'afterEach skips > is skipped after it ran': 'omitted',
    'beforeEach declares a failure > fails as expected': 'PASS',
    'beforeEach declares a failure > passes unexpectedly': 'FAIL',
  }),
  ...of('fixtures', 'tests.fixtures', {
    'fixture fails in set-up': 'FAIL',
    'fixture fails in tear-down': 'FAIL',
    'fixture times out in tear-down': 'FAIL',
    'without fixtures': 'PASS',
    'fails for an automatic fixture': 'FAIL',
    'is skipped beside an automatic fixture': ['FAIL', 'its tear-down fails all the same'],
  }),
  ...of('worker fixtures', 'tests.worker-fixture-setup', { 'first needs it': 'FAIL', 'second needs it': 'FAIL' }),
  ...of('hooks and fixtures that time out', 'tests.time-outs', {
    'beforeAll times out > first is given the time-out': 'FAIL',
    'beforeAll times out > second does not run': 'omitted',
    'afterAll times out > first passes': 'PASS',
    'afterAll times out > last is given the time-out': 'FAIL',
    'beforeEach times out > fails': 'FAIL',
    'afterEach times out > fails': 'FAIL',
    'fixture times out in set-up': 'FAIL',
  }),
  ...of('worker fixtures', 'tests.worker-fixture-teardown', {
    'passes before its worker is torn down': 'PASS',
    '[unhandled error]': ['FAIL', 'the worker fixture broke in its tear-down, outside any test'],
  }),
]

const deaths = [
  ...of('a worker that dies', 'deaths.tests.exit', { before: 'PASS', exits: 'FAIL', after: 'PASS' }),
  ...of('a worker that dies', 'deaths.tests.kill', {
    'serial > kills itself': 'FAIL',
    'serial > does not run': 'omitted',
  }),
  ...of('a worker that dies', 'deaths.tests.memory', { 'runs out of memory': 'FAIL' }),
  ...of('a worker that dies', 'deaths.tests.signals', {
    'is expected to fail, and kills its worker': ['FAIL', 'a killed worker is no expected failure'],
    'with a retry > exits at the first attempt': ['PASS', 'flaky'],
    'with a retry > exits at each attempt': 'FAIL',
  }),
  ...of('a worker that cannot load the file', 'deaths.tests.module-rejects', { 'of a file that rejects': 'FAIL' }),
  ...of('a worker that cannot load the file', 'deaths.tests.not-found', {
    'has another title in the worker': ['FAIL', 'Playwright does not find it again'],
  }),
  ...of('a worker that cannot load the file', 'deaths.tests.worker-only', {
    'first of a file that breaks in the worker': 'FAIL',
    'second of it': 'omitted',
  }),
]

const projects = [
  ...of('set-up and tear-down projects', 'setup.setup.prepare', { prepares: 'PASS' }),
  ...of('set-up and tear-down projects', 'cleanup.setup.cleanup', { 'cleans up, and fails': 'FAIL' }),
  ...of('set-up and tear-down projects', 'bad setup.setup.bad', { 'cannot prepare': 'FAIL' }),
  ...of('set-up and tear-down projects', 'bad cleanup.setup.after-bad', {
    'cleans up after a set-up that failed': 'PASS',
  }),
  ...of('set-up and tear-down projects', 'orphans.orphans.orphan', {
    'never runs for want of its set-up': ['omitted', 'its set-up project failed'],
  }),
  ...of('set-up and tear-down projects', 'grandchildren.orphans.orphan', {
    'never runs for want of its set-up': ['omitted', 'depends on a project that did not run'],
  }),
  ...of('one file in two projects', 'web.tests.login', { 'logs in': 'PASS', 'logs out': 'PASS' }),
  ...of('one file in two projects', 'mobile.tests.login', { 'logs in': 'FAIL', 'logs out': 'PASS' }),
  ...of('a testDir per project', 'app.mobile.swipe', { swipes: 'PASS' }),
  ...of('projects without a name', 'mobile.swipe', {
    swipes: 'FAIL',
    'swipes (2)': ['FAIL', 'of the second such project'],
  }),
]

/** The big suites, each a folder of `suite/`. */
export const suites = { outcomes, hooks, deaths, projects }

const basic = of('a whole file', 'basic.basic', { passes: 'PASS', fails: 'FAIL', 'is skipped': 'omitted' })
const ofTheRun = (title: string, why?: string) =>
  of('outside any test', 'playwright', { [title]: why ? ['FAIL', why] : 'FAIL' })

const slow = (status: Verdict) =>
  of('time and signals', 'slow.slow', {
    'passes first': 'PASS',
    'fails first': 'FAIL',
    hangs: status,
    'does not run': 'omitted',
  })

const slowRetry = of('time and signals', 'slow-retry.retry', {
  'fails, then hangs at its second attempt': ['FAIL', 'its first attempt failed'],
})

const repetitions = [
  ...of('repeatEach', 'web.repeat.first', {
    passes: 'PASS',
    'passes (2)': 'PASS',
    'fails at its second repetition': 'PASS',
    'fails at its second repetition (2)': 'FAIL',
    'group > passes, too': 'PASS',
    'group > passes, too (2)': 'PASS',
  }),
  ...of('repeatEach', 'web.repeat.second', {
    'number 1': 'PASS',
    'number 1 (2)': 'PASS',
    'number 2': 'FAIL',
    'number 2 (2)': 'FAIL',
    'number 3': 'PASS',
    'number 3 (2)': 'PASS',
  }),
]

/** What a run of one of `suite/modes/*.config.ts` records. */
export const modes: Record<string, TruthRow[]> = {
  basic,
  late: of('outside any test', 'late.late.late', {
    'leaves a rejection behind': 'PASS',
    '[unhandled error]': 'FAIL',
  }),
  'global-setup': ofTheRun('[global setup failed]'),
  'global-setup-string': ofTheRun('[global setup failed]', 'it throws a string: no stack, no place'),
  'global-setup-undefined': ofTheRun('[global setup failed]', 'it rejects with nothing'),
  'global-setup-loads': ofTheRun('[global setup failed]', 'its file throws while it is loaded'),
  'global-setup-syntax': ofTheRun('[global setup failed]', 'its file has a syntax error'),
  'global-teardown': [...basic, ...ofTheRun('[global teardown failed]')],
  'global-teardown-string': [...basic, ...ofTheRun('[global teardown failed]', 'it throws a string')],
  'global-setup-returns': [...basic, ...ofTheRun('[global teardown failed]', 'the function that the set-up returned')],
  'web-server': ofTheRun('[global setup failed]', 'config.webServer did not start'),
  'web-server-slow': ofTheRun('[global setup failed]', 'config.webServer did not answer in time'),
  broken: [
    ...of('a file that cannot load', 'only.broken.syntax', { '[test file failed to run]': 'FAIL' }),
    ...of('a file that cannot load', 'only.broken.throws', { '[test file failed to run]': 'FAIL' }),
  ],
  'broken-import': of('a file that cannot load', 'broken-import.imports', { '[test file failed to run]': 'FAIL' }),
  'broken-helper': of('a file that cannot load', 'broken-helper.uses-helper', {
    '[test file failed to run]': ['FAIL', 'the helper that it imports throws; two projects have it'],
  }),
  only: of('forbidOnly', 'only.focused', { '[test file failed to run]': 'FAIL' }),
  'only-allowed': of('only', 'only.focused', { 'is focused': 'PASS' }),
  twice: of('one title twice', 'twice.twice', { '[test file failed to run]': ['FAIL', 'Playwright refuses the file'] }),
  'global-timeout': [...slow('omitted'), ...ofTheRun('[global timeout]')],
  'global-timeout-retry': [...slowRetry, ...ofTheRun('[global timeout]')],
  'max-failures': of('maxFailures', 'bail.bail', {
    passes: 'PASS',
    'fails first': 'FAIL',
    'fails second': 'FAIL',
    'is cut off': 'omitted',
    'is cut off, too': 'omitted',
  }),
  stop: [
    ...of('maxFailures', 'stop.a-hangs', {
      'is interrupted': ['omitted', 'Playwright counts it as interrupted'],
      'is cut off': 'omitted',
    }),
    ...of('maxFailures', 'stop.b-fails', { 'fails while the other file runs': 'FAIL' }),
  ],
  'global-timeout-setup': ofTheRun('[global timeout]', 'the global set-up did not end'),
  repeat: repetitions,
  retry: of('retries', 'flaky.flaky', { 'is flaky': ['PASS', 'flaky'] }),
  snapshots: of('snapshots', 'snapshots.snapshots', {
    'has no snapshot at first': ['FAIL', 'it passes in the next run'],
  }),
  'snapshots-ignored': of('snapshots', 'snapshots.snapshots', { 'has no snapshot at first': 'PASS' }),
  loop: of('one name in a loop', 'loop.loop', { rings: 'PASS', 'rings (2)': 'FAIL' }),
  chosen: [
    ...of('chosen by --grep, --grep-invert, --only-changed', 'chosen.chosen', {
      'is new @fast': 'PASS',
      'is old @slow': 'FAIL',
    }),
    ...of('chosen by --grep, --grep-invert, --only-changed', 'chosen.other', { 'is old, too': 'PASS' }),
  ],
}

/** The same, interrupted by a signal while a test hangs. */
export const interrupted = { slow: slow(['omitted', 'interrupted']), slowRetry }
