import { createHash } from 'node:crypto'
import type { TruthRow } from '../harness/project.ts'

// What Zephyr must record of each suite, in words. A pair holds the verdict and why.
type Verdict = TruthRow['status'] | readonly [TruthRow['status'], string]

export const suites: Record<string, TruthRow[]> = {
  outcomes: [
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
      'name with    control': ['PASS', 'characters that XML forbids removed'],
      'name with emoji 🎉 and ünïcödé': 'PASS',
      'a > b': 'PASS',
      'with.dots/and\\slashes': 'PASS',
      '  outer blanks  ': 'PASS',
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
    ...of('hooks', 'tests.hooks', {
      'beforeAll fails > one': ['omitted', 'Vitest skips it'],
      'beforeAll fails > two': ['omitted', 'Vitest skips it'],
      'beforeAll fails > [hook failed]': 'FAIL',
      'beforeEach fails > one': 'FAIL',
      'afterEach fails > one': 'FAIL',
      'afterAll fails > one': 'PASS',
      'afterAll fails > [hook failed]': 'FAIL',
    }),
    ...of('hooks', 'tests.file-hook', { 'passes before': 'PASS', '[hook failed]': 'FAIL' }),
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
  ],
  projects: [
    ...of('projects', 'web_v1.web.login', { 'logs in': 'PASS' }),
    ...of('projects', 'api.api.login', { 'logs in': 'FAIL' }),
  ],
  unhandled: [
    ...of('errors outside tests', 'exits', { first: 'PASS', exits: ['FAIL', 'process.exit'] }),
    ...of('errors outside tests', 'rejection', {
      passes: 'PASS',
      '[unhandled error]': ['FAIL', 'a rejection nobody waits for'],
    }),
  ],
  setup: of('errors outside tests', 'vitest', { '[global setup failed]': 'FAIL' }),
}

export const modes: Record<string, TruthRow[]> = {}

function of(kind: string, packageName: string, verdicts: Record<string, Verdict>): TruthRow[] {
  return Object.entries(verdicts).map(([name, verdict]) => {
    const [status, why] = typeof verdict === 'string' ? [verdict, ''] : verdict
    return { kind: why ? `${kind}: ${why}` : kind, packageName, name, status }
  })
}

/** The contract's rule for names over 254 characters, spelled out here once more on purpose. */
function cut(name: string): string {
  const hash = createHash('sha256').update(name).digest('hex').slice(0, 12)
  return `${name.slice(0, 254 - 13)}~${hash}`
}
