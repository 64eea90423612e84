import { createHash } from 'node:crypto'
import type { TruthRow } from '../harness/project.ts'

// What Zephyr must record of each suite, in words. A pair holds the verdict and why.
type Verdict = TruthRow['status'] | readonly [TruthRow['status'], string]

/** One run of a suite: what Mocha is called with, and what Zephyr must record of it. */
export interface Scenario {
  name: string
  suite: string
  args?: readonly string[]
  rows: readonly TruthRow[]
}

const parallel = ['--parallel', '--jobs=2']

/** Every run that is held against its truth; the same for Mocha 10, 11 and 12. */
export function scenarios(): Scenario[] {
  return [
    { name: 'outcomes', suite: 'outcomes', rows: outcomes },
    { name: 'outcomes in parallel', suite: 'outcomes', args: parallel, rows: outcomes },
    { name: 'hooks', suite: 'hooks', rows: hooks },
    { name: 'hooks in parallel', suite: 'hooks', args: parallel, rows: hooks },
    { name: 'a root hook', suite: 'modes', args: only('other/root-hook.spec.js'), rows: rootHook },
    { name: 'errors outside tests', suite: 'uncaught', rows: uncaught },
    { name: 'errors outside tests in parallel', suite: 'uncaught', args: parallel, rows: uncaught },
    { name: 'files that fail to load, in parallel', suite: 'broken', args: parallel, rows: broken },
    { name: 'workers that die', suite: 'deaths', args: parallel, rows: deaths },
    { name: 'bail', suite: 'modes', args: ['--bail'], rows: bail },
    { name: 'a name filter', suite: 'modes', args: ['--grep', 'only same|three'], rows: filtered },
    { name: 'only', suite: 'modes', args: only('other/only.spec.js'), rows: onlyRows },
    { name: 'pending is forbidden', suite: 'outcomes', args: ['--forbid-pending', '--grep', 'to do'], rows: forbidden },
  ]
}

function only(file: string): string[] {
  return ['--config', 'other/.mocharc.json', '--no-package', file]
}

const outcomes = [
  ...of('assertions and thrown values', 'tests.outcomes', {
    'thrown > passes': 'PASS',
    'thrown > fails an assertion': 'FAIL',
    'thrown > throws an Error': 'FAIL',
    'thrown > throws an Error with no message and no stack': 'FAIL',
    'thrown > throws a string': 'FAIL',
    'thrown > throws null': 'FAIL',
    'thrown > throws undefined': 'FAIL',
    'thrown > throws an object': 'FAIL',
    'thrown > throws an AggregateError': 'FAIL',
    'thrown > throws with a chain of causes': 'FAIL',
    'thrown > throws an error with a getter that throws': 'FAIL',
    'thrown > rejects': 'FAIL',
    'thrown > calls done with an error': 'FAIL',
    'thrown > calls done with a text': 'FAIL',
    'thrown > calls done again': ['FAIL', 'Mocha calls it passed first, then failed'],
    'thrown > times out': 'FAIL',
    'thrown > fails with a nasty text': 'FAIL',
    'thrown > fails with a megabyte': 'FAIL',
    'thrown > resolves and calls done': 'FAIL',
  }),
  ...of('names', 'tests.outcomes', {
    'names > red name': ['PASS', 'colours removed'],
    'names > name with control': ['PASS', 'characters that XML forbids removed'],
    'names > outer blanks': ['PASS', 'runs of white space become one blank'],
    'names > with.dots/and\\slashes': 'PASS',
    'names > 🎉 ünïcödé <b> & "quotes"': 'PASS',
    'names >': ['PASS', 'a blank title'],
    [cut(`names > ${'L'.repeat(10_000)}`)]: ['PASS', '10,000 characters, cut, with a hash of the whole'],
    'names > twice': 'PASS',
    'names > twice (2)': 'FAIL',
    'names > adds (2)': ['PASS', 'spells a number itself'],
    'names > adds': 'PASS',
    'names > adds (3)': ['FAIL', 'the next number free'],
    'names > group > same': 'PASS',
    'names > group > same (2)': 'FAIL',
    'names > in a loop, 1': 'PASS',
    'names > in a loop, 2': 'FAIL',
  }),
  ...of('not run', 'tests.outcomes', {
    'not run > to do': 'omitted',
    'not run > skipped': 'omitted',
    'not run > skipped in its body': 'omitted',
    'not run > skipped late': 'omitted',
    'not run > group > inside': 'omitted',
    'not run > skipped by a hook > one': 'omitted',
  }),
  ...of('retries', 'tests.outcomes', {
    'retries > flaky': ['PASS', 'once, marked as flaky'],
    'retries > fails each time': ['FAIL', 'once'],
    'retries > twice flaky': 'PASS',
    'retries > twice flaky (2)': 'FAIL',
  }),
  ...of('files', 'tests.a.same', { 'same file name': 'PASS' }),
  ...of('files', 'tests.b.same', { 'same file name': 'FAIL' }),
  ...of('files', 'tests.b.twin', {
    'same package': ['FAIL', 'twin.spec.js comes before twin.test.js'],
    'same package (2)': 'PASS',
  }),
  ...of('files', 'tests.with space_v1.ünï_v2', { passes: 'PASS' }),
  ...of('files', 'tests.module', { 'module > passes': 'PASS' }),
]

const hooks = of('hooks', 'tests.hooks', {
  'before fails > one': ['omitted', 'Mocha runs it no more'],
  'before fails > inner > deep': 'omitted',
  'before fails > [hook failed]': 'FAIL',
  'beforeEach fails > one': 'omitted',
  'beforeEach fails > two': 'omitted',
  'beforeEach fails > [hook failed]': 'FAIL',
  'beforeEach fails later > one': 'PASS',
  'beforeEach fails later > two': 'omitted',
  'beforeEach fails later > [hook failed]': ['FAIL', 'by the suite: the hook’s own title names the test'],
  'afterEach fails > one': ['PASS', 'Mocha calls it passed'],
  'afterEach fails > two': 'omitted',
  'afterEach fails > [hook failed]': 'FAIL',
  'after fails > one': 'PASS',
  'after fails > [hook failed]': 'FAIL',
  'test and afterEach fail > one': 'FAIL',
  'test and afterEach fail > [hook failed]': 'FAIL',
  'two hooks fail > one': 'PASS',
  'two hooks fail > [hook failed]': ['FAIL', 'once, with both texts'],
  'before times out > one': 'omitted',
  'before times out > [hook failed]': 'FAIL',
  'named hook fails > one': 'omitted',
  'named hook fails > [hook failed]': 'FAIL',
})

const rootHook = [
  ...of('hooks', 'mocha', { '[hook failed]': ['FAIL', 'a root hook belongs to no file'] }),
  ...of('hooks', 'other.root-hook', { one: 'omitted' }),
]

const uncaught = of('errors outside tests', 'tests.uncaught', {
  'rejects with nobody waiting': ['PASS', 'Mocha calls it passed'],
  'throws in a timer': 'FAIL',
  'comes after': 'PASS',
})

const broken = [
  ...of('files', 'tests.import', { '[test file failed to run]': ['FAIL', 'failing require'] }),
  ...of('files', 'tests.syntax', { '[test file failed to run]': ['FAIL', 'syntax error'] }),
  ...of('files', 'tests.throws', { '[test file failed to run]': ['FAIL', 'throws while it is loaded'] }),
  ...of('files', 'tests.healthy', { runs: 'PASS' }),
]

const deaths = [
  ...of('workers that die', 'mocha', { '[unhandled error]': ['FAIL', 'Mocha does not say which file it was'] }),
  ...of('workers that die', 'tests.healthy', { survives: 'PASS' }),
]

const bail = [
  ...of('bail', 'tests.a', { one: 'PASS', two: 'FAIL', three: ['omitted', 'cut off'] }),
  ...of('bail', 'tests.b', { 'only > same': ['omitted', 'cut off'], 'only > same (2)': 'omitted' }),
]

const filtered = [
  ...of('filters', 'tests.a', { three: 'PASS' }),
  ...of('filters', 'tests.b', { 'only > same': 'PASS', 'only > same (2)': 'FAIL' }),
]

const onlyRows = of('filters', 'other.only', {
  'group > same': 'omitted',
  'group > same (2)': ['FAIL', 'keeps its number'],
  'group > other': 'omitted',
})

const forbidden = of('not run', 'tests.outcomes', { 'not run > to do': ['FAIL', 'by --forbid-pending'] })

function of(kind: string, packageName: string, verdicts: Record<string, Verdict>): TruthRow[] {
  return Object.entries(verdicts).map(([name, verdict]) => {
    const [status, why] = typeof verdict === 'string' ? [verdict] : verdict
    return { kind, packageName, name, status, ...(why && { why }) }
  })
}

/** The contract's rule for names over 254 characters, spelled out here once more on purpose. */
function cut(name: string): string {
  const hash = createHash('sha256').update(name).digest('hex').slice(0, 12)
  return `${name.slice(0, 254 - 13)}~${hash}`
}
