import { mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { prepareFile } from '../../src/junit/prepared.js'
import { type WriteOptions, writeResultFile } from '../../src/junit/write.js'
import type { FileResults, TestResult, TestRun } from '../../src/results/model.js'

const folder = mkdtempSync(join(tmpdir(), 'zephyr-prepared-'))
const frame = { runner: 'jest', root: '/shop', startedAt: new Date(0) }

function written(name: string, run: TestRun, options: WriteOptions) {
  const { path, ...file } = writeResultFile(join(folder, name), run, options)
  return { text: readFileSync(path, 'utf8'), file }
}

const passed = (file: string, title: string): TestResult => ({
  file,
  titles: [title],
  position: [0],
  outcome: 'passed',
  duration: 1,
  failures: [],
})

/** Counts how often a file's tests are translated. */
function fileOf(file: string, tests: TestResult[]): FileResults & { asked: number } {
  return {
    file,
    asked: 0,
    tests() {
      this.asked++
      return tests
    },
  }
}

test('a file that has a package of its own is translated once, while the run goes', () => {
  const file = fileOf('/shop/cart.test.ts', [passed('/shop/cart.test.ts', 'adds')])
  prepareFile(file, { run: frame, options: {} })
  const { text } = written('alone.xml', { ...frame, files: [file], tests: [] }, {})
  expect(text).toContain('<testcase classname="cart" name="adds" time="0.001"/>')
  expect(file.asked).toBe(1)
})

test('files that share a package are translated again, for their names are counted over both', () => {
  const files = ['/shop/cart.test.ts', '/shop/cart.spec.ts'].map((path) => fileOf(path, [passed(path, 'adds')]))
  for (const file of files) prepareFile(file, { run: frame, options: {} })
  const { text } = written('shared.xml', { ...frame, files, tests: [] }, {})
  expect(text.match(/name="adds[^"]*" time/g)).toEqual(['name="adds" time', 'name="adds (2)" time'])
  expect(files.map(({ asked }) => asked)).toEqual([2, 2])
})

test('a failure of the run in the package of a file that was prepared stands beside its tests', () => {
  const file = fileOf('/shop/cart.test.ts', [passed('/shop/cart.test.ts', 'adds')])
  prepareFile(file, { run: frame, options: {} })
  const unhandled: TestResult = { ...passed('/shop/cart.test.ts', '[unhandled error]'), outcome: 'failed' }
  const { text } = written('failure.xml', { ...frame, files: [file], tests: [unhandled] }, {})
  expect(text).toContain('<testsuite name="cart" tests="2" failures="1"')
})

test('what was prepared with other settings is not used', () => {
  const file = fileOf('/shop/cart.test.ts', [passed('/shop/cart.test.ts', 'adds')])
  prepareFile(file, { run: frame, options: {} })
  const { text } = written('other.xml', { ...frame, files: [file], tests: [] }, { packagePrefix: 'nightly' })
  expect(text).toContain('classname="nightly.cart"')
})

test('a suite that is too long to be kept is made at the end', () => {
  const long = Array.from({ length: 20 }, (_, index): TestResult => {
    const failures = [{ message: 'no', type: 'Error', text: 'x'.repeat(99_000) }]
    return { ...passed('/shop/cart.test.ts', `case ${index}`), outcome: 'failed', failures }
  })
  const file = fileOf('/shop/cart.test.ts', long)
  prepareFile(file, { run: frame, options: {} })
  expect(written('long.xml', { ...frame, files: [file], tests: [] }, {}).file.counts.failed).toBe(20)
  expect(file.asked).toBe(2)
})

const title = fc.oneof(
  fc.constantFrom('adds', 'adds (2)', 'a > b', '', '  ', 'x'.repeat(255), '<&">', '[ID_3] pays @fast'),
  fc.string(),
)
const result = fc.record(
  {
    titles: fc.array(title, { minLength: 1, maxLength: 3 }),
    position: fc.array(fc.nat(3), { minLength: 1, maxLength: 2 }),
    outcome: fc.constantFrom('passed', 'passed', 'failed', 'notRun'),
    duration: fc.nat(100_000),
    failures: fc.array(fc.record({ message: title, type: title, text: title }), { maxLength: 2 }),
    reason: fc.constantFrom('skipped', 'todo'),
    flaky: fc.boolean(),
    typeCheck: fc.boolean(),
    requirements: fc.constantFrom([], ['ID_7'], ['wrong']),
    tags: fc.constantFrom([], ['@smoke']),
    attachments: fc.constantFrom([], [{ path: '/shop/a.png', contentType: 'image/png' }]),
  },
  { requiredKeys: ['titles', 'position', 'outcome', 'duration', 'failures'] },
)
const file = fc.record({
  file: fc.constantFrom('/shop/a.test.ts', '/shop/a.spec.ts', '/shop/b/c.test.ts', '/shop/b.test.ts', '/out.test.ts'),
  project: fc.constantFrom(undefined, 'web', 'w.b', 'w_b'),
  environment: fc.constantFrom(undefined, 'ci'),
  tests: fc.array(result, { maxLength: 6 }),
})

test('prepared or not, prepared in part or for other settings, a run is the same file', () => {
  fc.assert(
    fc.property(
      fc.array(file, { maxLength: 6 }),
      fc.array(fc.record({ file: fc.constantFrom('/shop/a.test.ts', undefined), titles: fc.tuple(title) }), {
        maxLength: 2,
      }),
      fc.record({
        createPackage: fc.boolean(),
        skipped: fc.constantFrom('omit', 'include'),
        titleLinks: fc.boolean(),
        attachments: fc.constantFrom('none', 'failed'),
      }),
      fc.record({
        shard: fc.constantFrom(undefined, { current: 1, total: 2 }),
        isOther: fc.boolean(),
        left: fc.nat(3),
      }),
      (found, outside, options, { shard, isOther, left }) => {
        const files = found.map(({ tests, ...place }): FileResults => {
          const own = tests.map((one): TestResult => ({ ...place, ...one }))
          return { ...place, tests: () => own }
        })
        const others = outside.map((one): TestResult => {
          return { ...one, position: [0], outcome: 'failed', duration: 0, failures: [] }
        })
        const all = files.flatMap((one) => one.tests())
        const expected = written('plain.xml', { ...frame, shard, tests: [...all, ...others] }, options)
        for (const one of files.slice(left))
          prepareFile(one, { run: { ...frame, shard }, options: isOther ? { skipped: 'include' } : options })
        expect(written('prepared.xml', { ...frame, shard, files, tests: others }, options)).toEqual(expected)
      },
    ),
  )
})
