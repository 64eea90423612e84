import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ResultFileError, recordsOf } from '@zephyr-reporters/parser-template'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type MergedCase, type MergeOptions, mergeFiles } from '../../src/junit/merge.js'
import { writeResultFile } from '../../src/junit/write.js'
import type { TestResult, TestRun } from '../../src/results/model.js'
import { temporaryFolder } from '../folder.js'

async function merged(files: Record<string, string | Buffer>, options?: MergeOptions) {
  const folder = temporaryFolder()
  const paths = Object.entries(files).map(([name, content]) => {
    writeFileSync(join(folder, name), content)
    return join(folder, name)
  })
  const out = join(folder, 'out', 'merged.xml')
  const result = await mergeFiles(paths, out, options)
  return { ...result, records: await recordsIn(out), xml: readFileSync(out, 'utf8') }
}

async function recordsIn(path: string) {
  const records: string[] = []
  for await (const { packageName, name, status } of recordsOf(path)) records.push(`${status} ${packageName} | ${name}`)
  return records
}

const suite = (inside: string, attributes = 'name="s"') =>
  `<testsuites><testsuite ${attributes}>${inside}</testsuite></testsuites>`
const one = (inside: string) => suite(`<testcase classname="c" name="n">${inside}</testcase>`)

describe('what Zephyr would misread is mended', () => {
  test.each([
    [
      '<error> as failure',
      one('<error message="boom"/>'),
      ['FAIL c | n'],
      { 'error as failure': 1, 'failure without text': 1 },
    ],
    ['failure without text', one('<failure message="boom"/>'), ['FAIL c | n'], { 'failure without text': 1 }],
    ['failure of blanks', one('<failure>  </failure>'), ['FAIL c | n'], { 'failure without text': 1 }],
    [
      'several failures',
      one('<failure>a</failure><failure>b</failure>'),
      ['FAIL c | n'],
      { 'several failures as one': 1 },
    ],
    [
      'failed by status',
      suite('<testcase classname="c" name="n" status="failed"/>'),
      ['FAIL c | n'],
      { 'failed by its status': 1 },
    ],
    [
      'nested suites',
      suite('<testsuite name="t"><testcase classname="c" name="n"/></testsuite>'),
      ['PASS c | n'],
      { 'nested suite flattened': 1 },
    ],
    ['missing classname', suite('<testcase name="n"/>'), ['PASS s | n'], { 'classname taken from the suite': 1 }],
    ['empty name', suite('<testcase classname="c" name=" "/>'), ['PASS c | (no title)'], { 'empty name': 1 }],
    [
      'doubles',
      suite('<testcase classname="c" name="n"/>'.repeat(3)),
      ['PASS c | n', 'PASS c | n (2)', 'PASS c | n (3)'],
      { 'duplicate numbered': 2 },
    ],
    [
      'forbidden characters',
      suite('<testcase classname="c" name="n\u0001&#x1B;"/>'),
      ['PASS c | n'],
      { 'characters removed': 2 },
    ],
    [
      'a crashed suite',
      suite('<error>out of memory</error>'),
      ['FAIL s | [suite failed]'],
      { 'crash of a suite as a test case': 1 },
    ],
    ['flakyFailure', one('<flakyFailure>once</flakyFailure>'), ['PASS c | n'], { 'reruns as one': 1 }],
    ['flakyError', one('<flakyError>once</flakyError>'), ['PASS c | n'], { 'reruns as one': 1 }],
    ['rerunFailure', one('<failure>1</failure><rerunFailure>2</rerunFailure>'), ['FAIL c | n'], { 'reruns as one': 1 }],
    ['rerunError alone', one('<rerunError>2</rerunError>'), ['FAIL c | n'], { 'reruns as one': 1 }],
  ])('%s', async (_, xml, records, mended) => {
    const result = await merged({ 'in.xml': xml })
    expect(result.records).toEqual(records)
    expect(result.mended).toEqual(mended)
  })

  test.each(['<skipped/>', ['notrun', 'disabled'].map((word) => `status="${word}"`), 'result="suppressed"'].flat())(
    '%s did not run',
    async (mark) => {
      const xml = mark.startsWith('<') ? one(mark) : suite(`<testcase classname="c" name="n" ${mark}/>`)
      const omitted = await merged({ 'in.xml': xml })
      expect(omitted.records).toEqual([])
      expect(omitted.counts).toMatchObject({ total: 1, notRun: 1, recorded: 0 })
      const included = await merged({ 'in.xml': xml }, { skipped: 'include' })
      expect(included.xml).toContain('<skipped')
      expect(included.counts).toMatchObject({ total: 1, notRun: 1, recorded: 1, omitted: {} })
    },
  )

  test('a failing test that is also marked skipped stays red', async () => {
    expect((await merged({ 'in.xml': one('<skipped/><failure>x</failure>') })).records).toEqual(['FAIL c | n'])
  })

  test('names too long are cut and stay two; each testCase says so', async () => {
    const testCases: MergedCase[] = []
    const name = 'n'.repeat(300)
    const xml = suite(`<testcase classname="c" name="${name}1"/><testcase classname="c" name="${name}2"/>`)
    const { records } = await merged({ 'in.xml': xml }, { onCase: (testCase) => testCases.push(testCase) })
    expect(new Set(records).size).toBe(2)
    expect(testCases.map(({ name, mends }) => [name.length, mends])).toEqual([
      [254, ['name cut']],
      [254, ['name cut']],
    ])
  })

  test('a later test that spells a number itself keeps its name', async () => {
    const xml = suite(['n', 'n', 'n (2)'].map((name) => `<testcase classname="c" name="${name}"/>`).join(''))
    expect((await merged({ 'in.xml': xml })).records).toEqual(['PASS c | n', 'PASS c | n (3)', 'PASS c | n (2)'])
  })

  test('a name that is there hundreds of times is numbered through', async () => {
    const { records } = await merged({ 'in.xml': suite('<testcase classname="c" name="n"/>'.repeat(600)) })
    expect(new Set(records).size).toBe(600)
    expect(records.at(-1)).toBe('PASS c | n (600)')
  })

  test('classname and name stay the tool’s own, ids, properties and times too', async () => {
    const xml = suite(
      '<testcase classname="com.acme.A$B" name="does[1]" time="1,234.5"><properties><property name="id" value="7"/></properties></testcase>',
    )
    const { records, xml: out } = await merged({ 'in.xml': xml })
    expect(records).toEqual(['PASS com.acme.A$B | does[1]'])
    expect(out).toContain('time="1234.500"')
    expect(out).toContain('<property name="id" value="7"')
  })

  test('a suite keeps its id, properties and times, once, however it is flattened', async () => {
    const inner = '<testsuite name="t" id="2" time="0.5"><testcase classname="c" name="m"/></testsuite>'
    const { xml } = await merged({
      'in.xml': suite(
        `<properties><property name="p" value="&lt;1&gt;"/></properties><testcase classname="c" name="n" id="9"/>${inner}<testcase classname="c" name="o"/><properties><property name="late" value="2"/></properties>`,
        'name="s" id="1" time="1.5" timestamp="2026-01-01T00:00:00" hostname="h" tests="3" failures="0"',
      ),
    })
    expect(xml.split('\n').slice(2, -2)).toEqual([
      '<testsuite name="s" id="1" time="1.5" timestamp="2026-01-01T00:00:00" hostname="h">',
      '<properties><property name="p" value="&lt;1&gt;"/></properties>',
      '<testcase classname="c" name="n" time="0.000" id="9"/>',
      '</testsuite>',
      '<testsuite name="t" id="2" time="0.5">',
      '<testcase classname="c" name="m" time="0.000"/>',
      '</testsuite>',
      '<testsuite name="s">',
      '<testcase classname="c" name="o" time="0.000"/>',
      '<properties><property name="late" value="2"/></properties>',
      '</testsuite>',
    ])
  })
})

describe('files that are no readable JUnit', () => {
  const latin = Buffer.from(
    '<?xml version="1.0"?><testsuite name="s">\n<testcase classname="c" name="\xe9"/></testsuite>',
    'latin1',
  )
  test.each<[string, string | Buffer, RegExp]>([
    ['not XML', 'hello', /not well-formed|not a JUnit|no JUnit/],
    ['empty', '', /empty/],
    ['truncated', '<testsuites><testsuite name="s"><testcase', /not well-formed/],
    ['another XML', '<html><body/></html>', /JUnit/],
    ['invalid UTF-8', latin, /not valid utf-8/],
    [
      'an entity',
      '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><testsuite name="s"><testcase name="&x;"/></testsuite>',
      /entity/,
    ],
  ])('%s', async (_, content, message) => {
    const folder = temporaryFolder()
    const [path, out] = [join(folder, 'bad.xml'), join(folder, 'out.xml')]
    writeFileSync(path, content)
    const error = await mergeFiles([path], out).catch((error: unknown) => error)
    expect(error).toBeInstanceOf(ResultFileError)
    expect(String(error)).toMatch(message)
    expect(String(error)).toContain(path)
    expect(readdirSync(folder)).toEqual(['bad.xml'])
  })

  test('a folder', async () => {
    await expect(mergeFiles([temporaryFolder()], undefined)).rejects.toThrow(/folder/)
  })

  test.each([
    ['utf-16le', Buffer.from(`\uFEFF${suite('<testcase classname="c" name="é"/>')}`, 'utf16le')],
    [
      'latin1',
      Buffer.from(
        `<?xml version="1.0" encoding="ISO-8859-1"?>${suite('<testcase classname="c" name="é"/>')}`,
        'latin1',
      ),
    ],
  ])('%s is read when declared', async (_, content) => {
    expect((await merged({ 'in.xml': content })).records).toEqual(['PASS c | é'])
  })

  test('10,000 levels', async () => {
    const deep = `${'<testsuite name="s">'.repeat(10_000)}<testcase classname="c" name="n"/>${'</testsuite>'.repeat(10_000)}`
    expect((await merged({ 'in.xml': deep })).records).toEqual(['PASS c | n'])
  })
})

describe('shards', () => {
  const base = { root: '/suite', runner: 'playwright', startedAt: new Date(0) }
  const result = (
    file: string | undefined,
    position: number,
    title: string,
    more: Partial<TestResult> = {},
  ): TestResult => ({
    file,
    titles: [title],
    position: [position],
    outcome: 'passed',
    duration: 1,
    failures: [],
    ...more,
  })

  /** Of the run in one process, and of its shards merged. */
  async function bothWays(
    tests: TestResult[],
    shardOf: (test: TestResult) => number,
    total: number,
    createPackage: boolean,
  ) {
    const folder = temporaryFolder()
    const whole = writeResultFile(join(folder, 'whole.xml'), { ...base, tests }, { createPackage })
    const parts = Array.from({ length: total }, (_, index) => {
      const run: TestRun = {
        ...base,
        shard: { current: index + 1, total },
        tests: tests.filter((each) => shardOf(each) === index),
      }
      return writeResultFile(join(folder, `${index}.xml`), run, { createPackage }).path
    })
    const { counts, shards } = await mergeFiles(parts.reverse(), join(folder, 'merged.xml'), { createPackage })
    const [one, other] = [await recordsIn(whole.path), await recordsIn(join(folder, 'merged.xml'))]
    return { one: { counts: whole.counts, records: one.sort() }, other: { counts, records: other.sort() }, shards }
  }

  const title = fc.constantFrom('adds', 'adds (2)', 'n'.repeat(300), '\u001B[1mx', '', ' é ')
  const file = fc.constantFrom(
    '/suite/a.test.ts',
    '/suite/a.spec.ts',
    '/suite/b/a.ts',
    '/other/b/a.ts',
    '/suite/zz/z.ts',
    '/zz/z.ts',
  )
  const tests = fc
    .array(fc.tuple(file, title, fc.constantFrom('passed' as const, 'failed' as const, 'notRun' as const)), {
      maxLength: 15,
    })
    .map((all) => all.map(([file, title, outcome], index) => result(file, index, title, { outcome })))

  test('merged, a run has the names and counts it has unsharded', { timeout: 300_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(
        tests,
        fc.array(fc.nat(2), { minLength: 6, maxLength: 6 }),
        fc.boolean(),
        async (all, pick, createPackage) => {
          const files = [...new Set(all.map((each) => each.file))]
          const shardOf = (each: TestResult) => pick[files.indexOf(each.file)] ?? 0
          const { one, other } = await bothWays(all, shardOf, 3, createPackage)
          expect(other).toEqual(one)
        },
      ),
      { numRuns: process.env.LONG_RUN === '1' ? 1_000 : 60 },
    )
  })

  test('a set-up test that every shard ran is one test, red if it was red anywhere', async () => {
    const folder = temporaryFolder()
    const failed = { outcome: 'failed' as const, failures: [{ message: 'm', type: 'Error', text: 'no login' }] }
    const parts = [{}, failed, {}].map((how, index) => {
      const tests = [result('/suite/auth.setup.ts', 1, 'signs in', how), result(`/suite/${index}.spec.ts`, 1, 'works')]
      return writeResultFile(join(folder, `${index}.xml`), { ...base, shard: { current: index + 1, total: 3 }, tests })
        .path
    })
    const { counts } = await mergeFiles(parts, join(folder, 'merged.xml'))
    expect(await recordsIn(join(folder, 'merged.xml'))).toEqual([
      'PASS 0 | works',
      'PASS 1 | works',
      'FAIL auth_setup | signs in',
      'PASS 2 | works',
    ])
    expect(counts).toMatchObject({ total: 4, passed: 3, failed: 1, recorded: 4 })
  })

  test('a failure of each shard’s own stays, one for each', async () => {
    const folder = temporaryFolder()
    const parts = [1, 2].map((current) => {
      const tests = [result(undefined, 0, '[unhandled error]', { outcome: 'failed' })]
      return writeResultFile(join(folder, `${current}.xml`), { ...base, shard: { current, total: 2 }, tests }).path
    })
    await mergeFiles(parts, join(folder, 'merged.xml'))
    expect(await recordsIn(join(folder, 'merged.xml'))).toHaveLength(2)
  })

  test('what is missing and what is doubled is told', async () => {
    const folder = temporaryFolder()
    const parts = [1, 3, 3].map((current, index) => {
      const run: TestRun = {
        ...base,
        shard: { current, total: 4 },
        tests: [result(`/suite/${current}.ts`, 0, `a${index}`)],
      }
      return writeResultFile(join(folder, `${index}.xml`), run).path
    })
    const { shards } = await mergeFiles(parts, undefined)
    expect(shards).toEqual([{ runner: 'playwright', total: 4, present: [1, 3], missing: [2, 4], doubled: [3] }])
  })
})

test('files of one size that begin alike are copies only where all their bytes are', async () => {
  const file = (end: string) =>
    `<testsuite name="s">${`<testcase classname="a" name="${'x'.repeat(200)}"/>`.repeat(40)}<testcase classname="a" name="${end}"/></testsuite>`
  const { copies } = await merged({ 'a.xml': file('one'), 'b.xml': file('two'), 'c.xml': file('one') })
  expect(copies).toHaveLength(1)
  expect(copies[0]).toMatch(/c\.xml$/)
})
