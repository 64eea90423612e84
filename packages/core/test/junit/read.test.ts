import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { readJUnit } from '../../src/junit/read.js'
import type { ReadCase, ReadSuite } from '../../src/junit/read-types.js'
import { temporaryFolder } from '../folder.js'

// Shapes that turn up in the files of real tools: what was red stays red, what did not run is no pass.

async function read(xml: string) {
  const path = join(temporaryFolder(), 'in.xml')
  writeFileSync(path, xml)
  const cases: ReadCase[] = []
  const suites: ReadSuite[] = []
  let removed = 0
  await readJUnit(path, {
    onCase: (test) => cases.push(test),
    onSuiteEnd: (suite) => suites.push(suite),
    onRemoved: (characters) => {
      removed += characters
    },
  })
  return { cases, suites, removed }
}

const outcomes = async (xml: string) =>
  (await read(xml)).cases.map(({ packageName, name, outcome }) => `${outcome} ${packageName} | ${name}`)
const suite = (inside: string, attributes = 'name="s"') => `<testsuite ${attributes}>${inside}</testsuite>`
const one = (inside: string, attributes = '') =>
  suite(`<testcase classname="c" name="n" ${attributes}>${inside}</testcase>`)
const c = (name: string, inside = '') => `<testcase classname="c" name="${name}">${inside}</testcase>`

describe('what a test came to', () => {
  test.each([
    ['GoogleTest: failed, then skipped', one('<failure>x</failure><skipped message="then"/>'), 'failed'],
    ['GoogleTest: not run', one('', 'status="notrun" result="suppressed"'), 'notRun'],
    [
      'Catch2: may fail, and does',
      one('<skipped message="TEST_CASE tagged with !mayfail"/><failure>x</failure>'),
      'passed',
    ],
    ['node:test: a todo that fails', one('<skipped type="todo"/><failure>x</failure>'), 'notRun'],
    ['TestNG: skipped', one('<error type="org.testng.SkipException">x</error>'), 'notRun'],
    [
      'TestNG: depends on a failure',
      one('<error type="java.lang.Throwable" message="M depends on not successfully finished methods">x</error>'),
      'notRun',
    ],
    [
      'TestNG: skipped by a set-up that failed',
      one('<error type="java.lang.IllegalStateException">x</error>'),
      'failed',
    ],
    ['CTest: could not start', one('<skipped message="Unable to find executable"/>', 'status="notrun"'), 'failed'],
    ['CTest: skipped', one('<skipped message="SKIP_RETURN_CODE=1"/>', 'status="notrun"'), 'notRun'],
    ['CTest: disabled', one('', 'status="disabled"'), 'notRun'],
    ['behave: untested', one('', 'status="untested"'), 'notRun'],
    ['behave: untested_undefined', one('', 'status="untested_undefined"'), 'notRun'],
    ['a missing word that JavaScript wrote', one('', 'status="undefined"'), 'passed'],
    ['behave: hook_error', one('', 'status="hook_error"'), 'failed'],
    ['behave: cleanup_error', one('', 'status="cleanup_error"'), 'failed'],
    ['NUnit: result="Failed"', one('', 'result="Failed"'), 'failed'],
    ['NUnit: result="NotRunnable"', one('', 'result="NotRunnable"'), 'failed'],
    ['xUnit: result="Fail"', one('', 'result="Fail"'), 'failed'],
    ['NUnit: result="Inconclusive"', one('', 'result="Inconclusive"'), 'notRun'],
    ['NUnit: result="Success"', one('', 'result="Success"'), 'passed'],
    ['Surefire: rerun and red', one('<error>1</error><rerunError><stackTrace>2</stackTrace></rerunError>'), 'failed'],
    ['Surefire: flaky', one('<flakyError><stackTrace>1</stackTrace></flakyError>'), 'passed'],
    ['flaky, but red at last', one('<flakyFailure>1</flakyFailure><failure>2</failure>'), 'failed'],
    ['a failure within something else', one('<results><failure>x</failure></results>'), 'failed'],
    ['a failure within a failure', one('<failure>a<failure>b</failure>c</failure>'), 'failed'],
    ['printed markup is no failure', one('<system-out><failure>x</failure></system-out>'), 'passed'],
    ['printed markup in what was printed', one('<system-err><system-err/><error/></system-err>'), 'passed'],
    ['Ant: a failed assumption', one('<aborted message="not Windows">x</aborted>'), 'notRun'],
    ['an element that says it did not run', one('<inconclusive/>'), 'notRun'],
    ['ignored, with a prefix', one('<t:ignored/>'), 'notRun'],
    ['an element that says it failed', one('<Failed>x</Failed>'), 'failed'],
    ['spelled otherwise', one('<Failure message="x"/>'), 'failed'],
    ['a failure in a list', one('<failures><failure>x</failure></failures>'), 'failed'],
    ['a failure of nothing but CDATA', one('<failure><![CDATA[a]]> <![CDATA[b]]></failure>'), 'failed'],
  ])('%s', async (_, xml, outcome) => {
    expect((await read(xml)).cases.map((each) => each.outcome)).toEqual([outcome])
  })

  test('a test case within a test case is one of its own, and the outer one stays red', async () => {
    const xml = suite(`<testcase classname="c" name="outer"><failure>x</failure>${c('inner')}</testcase>`)
    expect(await outcomes(xml)).toEqual(['passed c | inner', 'failed c | outer'])
  })

  const tearDown = '<error message="failed on teardown with &quot;OSError&quot;">then</error>'
  const texts = async (xml: string) => (await read(xml)).cases.map(({ failures }) => failures.map(({ text }) => text))

  test.each([
    ['by its message', 'unit', tearDown],
    ['by its message before 6.2', 'unit', '<error message="test teardown failure">then</error>'],
    ['by the name of its suite', 'pytest', '<error message="x">then</error>'],
  ])('pytest, known %s: a failure and a failing tear-down are one test', async (_, name, error) => {
    const cases = c('n', '<failure>first</failure>') + c('n', error) + c('n', '<failure>other</failure>')
    expect(await texts(suite(cases, `name="${name}"`))).toEqual([['first', 'then'], ['other']])
  })

  test.each([
    ['a failure, then an error', c('sum', '<failure>1</failure>') + c('sum', '<error>2</error>')],
    ['an error, then a failure', c('sum', '<error>1</error>') + c('sum', '<failure>2</failure>')],
    ['two failures', c('sum', '<failure>1</failure>') + c('sum', '<failure>2</failure>')],
    ['a failure, and the tear-down of another test', c('sum', '<failure>1</failure>') + c('n', tearDown)],
  ])('two red tests side by side stay two: %s', async (_, cases) => {
    expect(await texts(suite(cases, 'name="shop.ParamTest" tests="2" failures="1" errors="1"'))).toHaveLength(2)
  })

  test.each([
    ['NaN', 0],
    ['-1', 0],
    ['', 0],
    ['1,234.5', 1_234_500],
    ['12,5', 12_500],
    ['1e-3', 1],
    ['Infinity', 0],
  ])('time="%s" is %d ms', async (time, duration) => {
    expect((await read(one('', `time="${time}"`))).cases[0]?.duration).toBe(duration)
  })
})

describe('elements that no known tool writes', () => {
  test.each(['<warning>x</warning>', '<unheardOf/>', '<a:odd/>'])('%s is a pass with a word', async (element) => {
    const { cases } = await read(one(element))
    expect(cases).toMatchObject([{ outcome: 'passed', repairs: ['unknown element'] }])
    expect(cases[0]?.unknown).toHaveLength(1)
  })

  test.each(['<properties/>', '<system-out/>', '<steps><step/></steps>', '<assertions/>'])(
    '%s is known',
    async (element) => {
      expect((await read(one(element))).cases).toMatchObject([{ outcome: 'passed', repairs: [], unknown: [] }])
    },
  )

  test('what a suite printed is no test case', async () => {
    const printed = '<system-out><testcase classname="x" name="x"><failure>x</failure></testcase></system-out>'
    expect(await outcomes(suite(printed + c('ok')))).toEqual(['passed c | ok'])
  })
})

describe('what failed outside any test', () => {
  test.each([
    ['a suite', suite('<error>x</error>'), ['failed s | [suite failed]']],
    ['the root', `<testsuites name="r"><failure>x</failure></testsuites>`, ['failed r | [run failed]']],
    [
      'gotestsum: a package that does not build',
      '<testsuites failures="0" errors="1"><testsuite name="s"/></testsuites>',
      ['failed  | [run failed]'],
    ],
    ['a suite that counts what it does not show', suite('', 'name="s" failures="2"'), ['failed s | [suite failed]']],
    [
      'told once, not again by those around it',
      `<testsuites errors="1" failures="0">${suite('', 'name="s" errors="1"')}</testsuites>`,
      ['failed s | [suite failed]'],
    ],
  ])('%s', async (_, xml, expected) => {
    expect(await outcomes(xml)).toEqual(expected)
  })

  test.each([
    ['assertions counted, not tests', suite(c('n', '<failure>x</failure>'), 'name="s" failures="3"')],
    ['errors written as failures', suite(c('n', '<failure>x</failure>'), 'name="s" errors="1" failures="0"')],
    ['a flaky test', suite(c('n', '<flakyFailure>x</flakyFailure>'), 'name="s" failures="1"')],
    ['a todo', suite(c('n', '<skipped type="todo"/><failure>x</failure>'), 'name="s" failures="1"')],
  ])('%s is no crash', async (_, xml) => {
    expect(await outcomes(xml)).toHaveLength(1)
  })
})

describe('names', () => {
  test('without classname, suite or root name', async () => {
    expect(await outcomes('<testsuites><testcase name="n"/></testsuites>')).toEqual(['passed  | n'])
  })

  test('a line end in a name is read', async () => {
    expect((await read(suite('<testcase classname="c" name="a&#10;b"/>'))).cases[0]?.name).toBe('a\nb')
  })

  test('ANSI codes go whole, plain or as references', async () => {
    const { cases, removed } = await read(
      suite('<testcase classname="c" name="a&#27;[31mb\u001B[0mc&#x1b;]8;;x&#7;"/>'),
    )
    expect(cases[0]?.name).toBe('abc')
    expect(removed).toBe(5 + 4 + 7)
  })

  test.each(['\u001B', '\u001B[31', '&#27;', '\u001B[', '\u001B]8;;'])(
    'a code that is cut off takes no markup with it: %j',
    async (code) => {
      expect(await outcomes(one(`<failure>${code}</failure>`))).toEqual(['failed c | n'])
      expect(
        await outcomes(suite(`<testcase classname="c" name="n${code}"><failure>x</failure></testcase>`)),
      ).toHaveLength(1)
    },
  )

  test('a code or reference that two pieces of the file share', async () => {
    for (const shift of Array.from({ length: 14 }, (_, index) => index)) {
      const front = `<testsuite name="s"><!--${'x'.repeat(64 * 1024 - 60 - shift)}--><testcase classname="c" name="`
      const { cases } = await read(`${front}a&#27;[31mb&amp;c"/></testsuite>`)
      expect(cases[0]?.name).toBe('ab&c')
    }
  })
})

test('attributes and properties that a tool wrote are read, counts and prefixed names are not', async () => {
  const { cases, suites } = await read(
    suite(
      '<testcase classname="c" name="n" time="1" id="7" file="a.py" xsi:x="y"><properties><property name="text"> long </property></properties></testcase><properties><property name="late" value="1"/></properties>',
      'name="s" id="3" tests="1" failures="0" timestamp="2026-01-01" xmlns:xsi="x" xsi:noNamespaceSchemaLocation="y"',
    ),
  )
  expect(cases[0]?.attributes).toEqual({ id: '7', file: 'a.py' })
  expect(cases[0]?.properties).toEqual([{ name: 'text', value: 'long' }])
  expect(suites[0]?.attributes).toEqual({ id: '3', timestamp: '2026-01-01' })
  expect(suites[0]?.properties).toEqual([{ name: 'late', value: '1' }])
})

describe('a DOCTYPE', () => {
  test('that nothing uses does no harm', async () => {
    expect(await outcomes(`<!DOCTYPE testsuites SYSTEM "junit.dtd">\n${one('')}`)).toEqual(['passed c | n'])
  })

  const laughs = Array.from({ length: 9 }, (_, level) => `<!ENTITY l${level + 1} "${`&l${level};`.repeat(10)}">`)
  test.each([
    ['external', '<!ENTITY x SYSTEM "file:///etc/hostname">', 'x'],
    ['a billion laughs', `<!ENTITY l0 "ha">${laughs.join('')}`, 'l9'],
  ])('%s: its entities are never expanded', async (_, dtd, entity) => {
    const xml = `<!DOCTYPE t [${dtd}]>\n${suite(`<testcase classname="c" name="&${entity};"/>`)}`
    await expect(read(xml)).rejects.toThrow(/undefined entity/)
  })
})
