import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { checkFiles, type MergedCase, type MergeOptions, mergeFiles } from '../../src/junit/merge.js'
import { writeResultFile } from '../../src/junit/write.js'
import type { TestResult } from '../../src/results/model.js'
import { temporaryFolder } from '../folder.js'

// The same test is the same record in every run, and another test never is. Most inputs are cut from real tools' files.

async function mergedCasesOf(files: Record<string, string>, options: MergeOptions = {}) {
  const folder = temporaryFolder()
  const paths = Object.entries(files).map(([name, content]) => {
    writeFileSync(join(folder, name), content)
    return join(folder, name)
  })
  const testCases: MergedCase[] = []
  const merged = await mergeFiles(paths, join(folder, 'merged.out'), {
    ...options,
    onCase: (testCase) => testCases.push(testCase),
  })
  return { ...merged, testCases, lines: testCases.map(line).sort() }
}

const words = { passed: 'PASS', failed: 'FAIL', notRun: 'none' }
const line = ({ outcome, packageName, name, omitted }: MergedCase) =>
  `${omitted ? 'left out' : words[outcome]} ${packageName} | ${name}`
const recordsOf = async (files: Record<string, string>, options?: MergeOptions) =>
  (await mergedCasesOf(files, options)).lines

const suite = (inside: string, attributes = 'name="s"') => `<testsuite ${attributes}>${inside}</testsuite>`
const c = (name: string, inside = '', attributes = '') =>
  `<testcase classname="c" name="${name}" ${attributes}>${inside}</testcase>`
const red = '<failure>no</failure>'
const skipped = '<skipped/>'

describe('a test that did not run never takes the name of one that did', () => {
  const split = {
    'smoke.xml': suite(c('opens') + c('pays', skipped) + c('ships', skipped) + c('never', skipped)),
    'slow.xml': suite(c('opens', skipped) + c('pays', red) + c('ships') + c('never', skipped)),
  }
  const ran = ['FAIL c | pays', 'PASS c | opens', 'PASS c | ships']

  test('one suite in two jobs, each with the tests of the other as skipped', async () => {
    const { lines, counts } = await mergedCasesOf(split)
    expect(lines).toEqual([...ran, 'left out c | never'])
    expect(counts).toMatchObject({ total: 4, recorded: 3, notRun: 1, omitted: { skipped: 1 } })
  })

  test('with what did not run included', async () => {
    const { lines, counts } = await mergedCasesOf(split, { skipped: 'include' })
    expect(lines).toEqual([...ran, 'none c | never'])
    expect(counts).toMatchObject({ total: 4, recorded: 4, notRun: 1 })
  })

  test('in any order', async () => {
    const turned = Object.fromEntries(Object.entries(split).reverse())
    expect(await recordsOf(turned)).toEqual(await recordsOf(split))
    expect(await recordsOf(turned, { skipped: 'include' })).toEqual(await recordsOf(split, { skipped: 'include' }))
  })

  test('WebdriverIO: attempts before the last are written as skipped', async () => {
    const file = suite(c('adds', skipped) + c('adds') + c('pays', skipped) + c('pays', red) + c('off', skipped))
    const { lines, counts } = await mergedCasesOf({ 'a.xml': file })
    expect(lines).toEqual(['FAIL c | pays', 'PASS c | adds', 'left out c | off'])
    expect(counts.omitted).toEqual({ skipped: 1 })
  })

  test('files of ours with what did not run included', async () => {
    const folder = temporaryFolder()
    const result = (title: string, index: number, outcome: TestResult['outcome']): TestResult => ({
      file: '/suite/a.test.js',
      titles: [title],
      position: [index],
      outcome,
      duration: 1,
      failures: [],
    })
    const write = (name: string, outcomes: TestResult['outcome'][]) =>
      writeResultFile(
        join(folder, name),
        {
          runner: 'jest',
          root: '/suite',
          startedAt: new Date(0),
          tests: ['smoke a', 'slow b', 'never'].map((title, index) =>
            result(title, index, outcomes[index] ?? 'notRun'),
          ),
        },
        { skipped: 'include' },
      ).path
    const files = [write('smoke.xml', ['passed']), write('slow.xml', ['notRun', 'failed'])]
    const testCases: MergedCase[] = []
    await mergeFiles(files, undefined, { skipped: 'include', onCase: (testCase) => testCases.push(testCase) })
    expect(testCases.map(line).sort()).toEqual(['FAIL a | slow b', 'PASS a | smoke a', 'none a | never'])
  })
})

describe('numbers come from what the files say of a test', () => {
  const page = (file: string, inside: string) => suite(c('loads', inside), `name="page" file="/shop/${file}"`)

  test('by the file attribute, whatever the result files are called', async () => {
    const [home, cart] = [page('home.spec.js', ''), page('cart.spec.js', red)]
    const expected = ['FAIL c | loads', 'PASS c | loads (2)']
    expect(await recordsOf({ 'r-9da8821aa1ceecf6.xml': home, 'r-f9af11b7cd96d1b6.xml': cart })).toEqual(expected)
    expect(await recordsOf({ 'r-1111111111111111.xml': cart, 'r-2222222222222222.xml': home })).toEqual(expected)
  })

  test('by the suite, in whatever order the suites ended', async () => {
    const [a, b] = [suite(c('loads', red), 'name="a"'), suite(c('loads'), 'name="b"')]
    const expected = ['FAIL c | loads', 'PASS c | loads (2)']
    expect(await recordsOf({ 'x.xml': `<testsuites>${a}${b}</testsuites>` })).toEqual(expected)
    expect(await recordsOf({ 'x.xml': `<testsuites>${b}${a}</testsuites>` })).toEqual(expected)
  })

  test('WebdriverIO: by the suite’s property', async () => {
    const of = (file: string, inside: string) =>
      suite(`<properties><property name="file" value="${file}"/></properties>${c('loads', inside)}`)
    const [a, b] = [of('file:///a.js', red), of('file:///b.js', '')]
    const expected = ['FAIL c | loads', 'PASS c | loads (2)']
    expect(await recordsOf({ '1.xml': a, '2.xml': b })).toEqual(expected)
    expect(await recordsOf({ '1.xml': b, '2.xml': a })).toEqual(expected)
  })

  test('by the line', async () => {
    const at = (number: number, inside: string) => c('loads', inside, `file="a.js" line="${number}"`)
    expect(await recordsOf({ 'x.xml': suite(at(10, red) + at(9, '')) })).toEqual([
      'FAIL c | loads (2)',
      'PASS c | loads',
    ])
  })

  test('by the result file’s own path, where that does not change from run to run', async () => {
    const [a, b] = [suite(c('loads')), suite(c('loads', red))]
    const { lines, notes } = await mergedCasesOf({ 'a.xml': a, 'b.xml': b })
    expect(lines).toEqual(['FAIL c | loads (2)', 'PASS c | loads'])
    expect(notes).toEqual([])
  })

  test.each([
    [
      'jest-junit, in the order of completion',
      (one: string, other: string) => ({ 'x.xml': `<testsuites name="jest tests">${one}${other}</testsuites>` }),
    ],
    [
      'hashed names',
      (one: string, other: string) => ({ 'r-0123456789abcdef.xml': one, 'r-fedcba9876543210.xml': other }),
    ],
  ])('%s: where nothing tells them apart, equal results are equal records, and a note says so', async (_, files) => {
    const [home, cart] = [suite(c('loads'), 'name="page"'), suite(c('loads', red), 'name="page"')]
    const expected = ['FAIL c | loads', 'PASS c | loads (2)']
    for (const given of [files(home, cart), files(cart, home)]) {
      const { lines, notes } = await mergedCasesOf(given)
      expect(lines).toEqual(expected)
      expect(notes.join()).toMatch(/Nothing in the files tells these apart.*c > loads/)
    }
  })

  test('any order of the files gives the same records', async () => {
    const names = fc.constantFrom('n', 'n (2)', 'm')
    const one = fc.record({ name: names, outcome: fc.constantFrom('', red, skipped), line: fc.nat(2) })
    const file = fc.record({ suite: fc.constantFrom('s', 't'), cases: fc.array(one, { maxLength: 4 }) })
    await fc.assert(
      fc.asyncProperty(fc.array(file, { maxLength: 4 }), fc.boolean(), async (files, include) => {
        const given = files.map(({ suite: name, cases }, index): [string, string] => {
          const inside = cases.map((each) => c(each.name, each.outcome, `line="${each.line}"`)).join('')
          return [`${index}.xml`, suite(inside, `name="${name}" hostname="h${index}"`)]
        })
        const options: MergeOptions = { skipped: include ? 'include' : 'omit' }
        const forward = await recordsOf(Object.fromEntries(given.map(([n, x]) => [`f${n}`, x])), options)
        const folder = temporaryFolder()
        const paths = given.map(([n, x]) => {
          writeFileSync(join(folder, `f${n}`), x)
          return join(folder, `f${n}`)
        })
        const testCases: MergedCase[] = []
        await mergeFiles(paths.reverse(), undefined, { ...options, onCase: (testCase) => testCases.push(testCase) })
        expect(testCases.map(line).sort()).toEqual(forward)
        expect(new Set(testCases.filter((f) => !f.omitted).map((f) => f.name)).size).toBe(
          testCases.filter((f) => !f.omitted).length,
        )
      }),
      { numRuns: process.env.LONG_RUN === '1' ? 1_000 : 60 },
    )
  })
})

describe('the same results given twice count once', () => {
  test('the very same bytes', async () => {
    const file = suite(c('adds') + c('pays', red) + c('off', skipped))
    const { lines, counts, copies, notes } = await mergedCasesOf({ 'a.xml': file, 'b.xml': file })
    expect(lines).toEqual(['FAIL c | pays', 'PASS c | adds', 'left out c | off'])
    expect(counts.total).toBe(3)
    expect(copies).toEqual([expect.stringContaining('b.xml')])
    expect(notes.join()).toContain('Counted once')
  })

  test('Ant: all suites in one file beside those it was made of', async () => {
    const head = 'timestamp="2026-01-01T00:00:00"'
    const { lines, notes } = await mergedCasesOf({
      'TEST-shop.A.xml': suite(c('adds', red), `name="shop.A" ${head} tests="1" failures="1"`),
      'TESTS-TestSuites.xml': `<testsuites>${suite(c('adds', red), `id="0" package="shop" name="A" ${head} tests="1" failures="1"`)}${suite(c('more'), `id="1" package="shop" name="B" ${head}`)}</testsuites>`,
    })
    expect(lines).toEqual(['FAIL c | adds', 'PASS c | more'])
    expect(notes.join()).toContain('Counted once, because another file holds the same suite: 1 test case of')
  })

  test.each([
    ['another outcome', c('n', red, 'time="1"')],
    ['another time', c('n', '', 'time="2"')],
    ['another test file', c('n', '', 'time="1" file="b.js"')],
    ['one test more', c('n', '', 'time="1"') + c('m', '', 'time="1"')],
  ])('%s is another result', async (_, other) => {
    const { counts } = await mergedCasesOf({ 'a.xml': suite(c('n', '', 'time="1"')), 'b.xml': suite(other) })
    expect(counts.total).toBeGreaterThan(1)
  })

  test('which file’s copies count does not depend on the order of the files', async () => {
    const once = '<testsuite name="s" time="1"><testcase classname="c" name="a" time="1"/></testsuite>'
    const files = {
      'a.xml': `<testsuites>${once}</testsuites>`,
      'b.xml': `<testsuites>${once}${once}</testsuites>`,
      'c.xml': '<testsuite name="s"><testcase classname="c" name="a"><failure>no</failure></testcase></testsuite>',
    }
    const turned = Object.fromEntries(Object.entries(files).reverse())
    const lines = await recordsOf(files)
    expect(lines).toEqual(['FAIL c | a (3)', 'PASS c | a', 'PASS c | a (2)'])
    expect(await recordsOf(turned)).toEqual(lines)
  })

  test('checked first and merged then: the records are those of merging at once; a file that changes is refused', async () => {
    const folder = temporaryFolder()
    const input = join(folder, 'in.xml')
    const [checkedOut, mergedOut] = [join(folder, 'checked.out'), join(folder, 'merged.out')]
    writeFileSync(input, suite(c('twice') + c('twice', red) + c('once') + c('off', skipped)))
    const checked = await checkFiles([input])
    const merged = await mergeFiles([input], mergedOut)
    expect(await checked.write(checkedOut)).toEqual(merged)
    writeFileSync(input, suite(c('once') + c('twice') + c('twice', red)))
    await expect(checked.write(join(folder, 'late.out'))).rejects.toThrow(/in\.xml was changed while it was read/)
    expect(existsSync(join(folder, 'late.out'))).toBe(false)
  })

  test('another environment is another result', async () => {
    const of = (host: string) => suite(c('n', '', 'time="1"'), `name="s" hostname="${host}"`)
    expect((await mergedCasesOf({ 'a.xml': of('web'), 'b.xml': of('mobile') })).counts.total).toBe(2)
  })

  test('two alike in one file were two to the tool', async () => {
    const one = suite(c('n', '', 'time="1"'))
    expect((await mergedCasesOf({ 'a.xml': `<testsuites>${one}${one}</testsuites>` })).counts.total).toBe(2)
  })
})

describe('environments', () => {
  const playwright = (...suites: [host: string, inside: string][]) =>
    `<testsuites id="" name="" tests="2" failures="0" skipped="0" errors="0" time="1">${suites
      .map(([host, inside]) => {
        const attributes = `name="a.spec.ts" timestamp="2026-11-25T15:01:20.588Z" hostname="${host}" tests="1" failures="0" skipped="0" time="0" errors="0"`
        return `<testsuite ${attributes}><testcase name="menu" classname="a.spec.ts" time="0">${inside}</testcase></testsuite>`
      })
      .join('')}</testsuites>`

  test('Playwright’s own file: the project is in front of the package, alone or with others', async () => {
    expect(await recordsOf({ 'both.xml': playwright(['web', ''], ['m.obile', red]) })).toEqual([
      'FAIL m_obile.a.spec.ts | menu',
      'PASS web.a.spec.ts | menu',
    ])
    expect(await recordsOf({ 'mobile.xml': playwright(['m.obile', red]) })).toEqual(['FAIL m_obile.a.spec.ts | menu'])
  })

  test('a project without a name adds nothing', async () => {
    expect(await recordsOf({ 'a.xml': playwright(['', '']) })).toEqual(['PASS a.spec.ts | menu'])
  })

  test.each([
    [
      'Vitest',
      '<testsuites name="vitest tests" tests="1">',
      'name="a" timestamp="2026-11-25T15:01:20.588Z" hostname="build-7" tests="1" failures="0" errors="0" skipped="0" time="0"',
    ],
    [
      'pytest',
      '<testsuites>',
      'name="pytest" errors="0" failures="0" skipped="0" tests="1" time="0" timestamp="2026-11-25T02:34:23" hostname="build-7"',
    ],
  ])('%s: the host is a machine, no environment', async (_, root, attributes) => {
    expect(await recordsOf({ 'a.xml': `${root}${suite(c('n'), attributes)}</testsuites>` })).toEqual(['PASS c | n'])
  })

  test('Android: one file for each device', async () => {
    const of = (device: string, inside: string) =>
      suite(
        `<properties><property name="device" value="${device}"/><property name="flavor" value=""/><property name="project" value=":app"/></properties>${c('n', inside)}`,
      )
    expect(await recordsOf({ 'a.xml': of('Pixel 3a', red), 'b.xml': of('Nexus 5', '') })).toEqual([
      'FAIL Pixel 3a.c | n',
      'PASS Nexus 5.c | n',
    ])
  })

  test('packagePrefix stands in front of project and package, and never twice', async () => {
    const folder = temporaryFolder()
    const [input, once, twice] = ['in.xml', 'once.xml', 'twice.xml'].map((name) => join(folder, name)) as [
      string,
      string,
      string,
    ]
    writeFileSync(input, playwright(['web', '']))
    await mergeFiles([input], once, { packagePrefix: 'win/v1.2' })
    const testCases: MergedCase[] = []
    await mergeFiles([once], twice, { packagePrefix: 'mac', onCase: (testCase) => testCases.push(testCase) })
    expect(testCases.map(line)).toEqual(['PASS win.v1_2.web.a.spec.ts | menu'])
  })

  test('packagePrefix without folders for packages', async () => {
    expect(await recordsOf({ 'a.xml': suite(c('n')) }, { packagePrefix: 'win', createPackage: false })).toEqual([
      'PASS win.c | win.c > n',
    ])
  })

  test('without folders for packages: what shares a name keeps its own package', async () => {
    const nested = '<testsuite name="a"><testcase name="n"/></testsuite>'
    const nameless = '<testsuite name=""><testcase name="a > n" line="1"/></testsuite>'
    expect(
      await recordsOf({ 'x.xml': `<testsuites>${nameless}${nested}</testsuites>` }, { createPackage: false }),
    ).toEqual(['PASS  | a > n', 'PASS a | a > n (2)'])
  })
})

describe('attempts of one test', () => {
  const at = (timestamp: string, inside: string) => suite(c('n', inside), `name="s" timestamp="${timestamp}"`)
  const inOneFile = { 'a.xml': suite(c('n', red) + c('n', red) + c('n')) }

  test.each<[MergeOptions['sameName'], string[]]>([
    ['number', ['FAIL c | n', 'FAIL c | n (2)', 'PASS c | n (3)']],
    ['last', ['PASS c | n']],
    ['best', ['PASS c | n']],
    ['worst', ['FAIL c | n']],
  ])('%s', async (sameName, expected) => {
    const { lines, covered, testCases } = await mergedCasesOf(inOneFile, { sameName })
    expect(lines).toEqual(expected)
    if (sameName === 'number') return expect(covered).toEqual([])
    const counted = sameName === 'worst' ? 'failed' : 'passed'
    expect(covered).toEqual([{ packageName: 'c', name: 'n', red: sameName === 'worst' ? 1 : 2, attempts: 3, counted }])
    expect(testCases[0]?.flaky).toBe(counted === 'passed')
  })

  test('last: by time, whatever the order of the files', async () => {
    const [first, second] = [at('2026-11-25T14:57:57', red), at('2026-11-25T14:57:59', '')]
    for (const files of [
      { 'a.xml': first, 'b.xml': second },
      { 'a.xml': second, 'b.xml': first },
    ])
      expect(await recordsOf(files, { sameName: 'last' })).toEqual(['PASS c | n'])
  })

  test('last: the last is red', async () => {
    expect(await recordsOf({ 'a.xml': suite(c('n') + c('n', red)) }, { sameName: 'last' })).toEqual(['FAIL c | n'])
  })

  test.each([
    ['no time', 'x', 'y'],
    ['one of them without', '2026-11-25T14:57:57', ''],
    ['the same time', '2026-11-25T14:57:57', '2026-11-25T14:57:57'],
    ['a zone on one side only', '2026-11-25T14:57:57Z', '2026-11-25T14:57:59'],
  ])('last: %s in two files is refused', async (_, one, other) => {
    const files = { 'a.xml': at(one, red), 'b.xml': at(other, '') }
    await expect(mergedCasesOf(files, { sameName: 'last' })).rejects.toThrow(/which attempt of "c > n" was the last/)
    expect(await recordsOf(files, { sameName: 'best' })).toEqual(['PASS c | n'])
  })

  test('another file or line is another test', async () => {
    const inside =
      c('n', red, 'file="a.js" line="1"') + c('n', '', 'file="a.js" line="1"') + c('n', red, 'file="a.js" line="2"')
    expect(await recordsOf({ 'a.xml': suite(inside) }, { sameName: 'last' })).toEqual(['FAIL c | n (2)', 'PASS c | n'])
  })

  const bun = (...insides: string[]) =>
    `<testsuites name="bun test">${suite(insides.map((inside) => c('n', inside, 'file="a.test.js" line="4"')).join(''))}</testsuites>`

  test.each([
    ['flaky', [red, red, ''], ['PASS c | n']],
    ['always red', [red, red], ['FAIL c | n']],
    ['green', [''], ['PASS c | n']],
    ['two tests of one name: a pass ends the first', ['', red], ['FAIL c | n (2)', 'PASS c | n']],
    ['two tests, each flaky', [red, '', red, ''], ['PASS c | n', 'PASS c | n (2)']],
  ])('Bun’s own file needs no option: %s', async (_, insides, expected) => {
    expect(await recordsOf({ 'a.xml': bun(...insides) })).toEqual(expected)
  })

  test('each red attempt that is covered is reported', async () => {
    const { covered, notes, testCases } = await mergedCasesOf({ 'a.xml': bun(red, red, '') })
    expect(covered).toEqual([{ packageName: 'c', name: 'n', red: 2, attempts: 3, counted: 'passed' }])
    expect(notes).toEqual(['2 of 3 attempts failed, and another one counts (passed): c > n.'])
    expect(testCases).toMatchObject([{ flaky: true, mends: ['attempts as one'] }])
  })
})
