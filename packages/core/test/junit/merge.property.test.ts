import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { recordsOf } from '@zephyr-reporters/parser-template'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { mergeFiles } from '../../src/junit/merge.js'
import { temporaryFolder } from '../folder.js'

// Random files of no tool in particular: no red is lost, none is doubled, names are unique, and a merge of a merge is itself.

interface Case {
  name: string
  classname: string | undefined
  inside: string
  red: boolean
  ran: boolean
}

const text = fc.constantFrom(
  'a',
  'b',
  'a (2)',
  ' ',
  '',
  'x.y',
  'n'.repeat(300),
  '<&">',
  'ü\u0001',
  '\u001B[31mred',
  'a > b',
)
const escaped = (value: string) => value.replace(/[&<"]/g, (character) => `&#${character.charCodeAt(0)};`)

const insides = fc.constantFrom<Pick<Case, 'inside' | 'red' | 'ran'>>(
  { inside: '', red: false, ran: true },
  { inside: '<skipped/>', red: false, ran: false },
  { inside: '<failure message="m"/>', red: true, ran: true },
  { inside: '<failure>one</failure><failure>two</failure>', red: true, ran: true },
  { inside: '<error type="E">\u0001</error><system-out>out</system-out>', red: true, ran: true },
  { inside: '<skipped/><failure><![CDATA[ a ]]> </failure>', red: true, ran: true },
  { inside: '<flakyFailure>f</flakyFailure>', red: false, ran: true },
  { inside: '<failure>1</failure><rerunFailure>2</rerunFailure>', red: true, ran: true },
  { inside: '<properties><property name="id" value="7&amp;"/></properties>', red: false, ran: true },
)

const testCase = fc
  .record({ name: text, classname: fc.option(text, { nil: undefined }), how: insides })
  .map(({ how, ...names }): Case => ({ ...names, ...how }))

interface Suite {
  name: string
  parts: (Case | Suite)[]
  crashed: boolean
}

const { suite } = fc.letrec<{ suite: Suite }>((tie) => ({
  suite: fc.record({
    name: text,
    parts: fc.array(fc.oneof({ maxDepth: 3, depthSize: 'small' }, testCase, tie('suite')), { maxLength: 6 }),
    crashed: fc.boolean(),
  }),
}))

/** @param host unlike any other file's: the same suite in two files would be the same results given twice */
function xmlOf({ name, parts, crashed }: Suite, host: string): string {
  const inside = parts.map((part, index) => ('parts' in part ? xmlOf(part, host) : caseOf(part, index)))
  const crash = crashed ? '<error>crash</error>' : ''
  return `<testsuite name="${escaped(name)}" id="1" time="2" hostname="${host}"><properties><property name="p" value="v"/></properties>${inside.join('')}${crash}</testsuite>`
}

/** A package of its own for every second case: two of one name side by side are pytest's way to write one test. */
function caseOf({ name, classname, inside }: Case, index: number): string {
  const packageName = classname === undefined ? '' : ` classname="${escaped(classname)}${index % 2 ? 'odd' : ''}"`
  return `<testcase name="${escaped(name)}${index}"${packageName} time="0.5" line="3">${inside}</testcase>`
}

function tally({ parts, crashed }: Suite): { red: number; ran: number } {
  return parts.reduce(
    (sum, part) => {
      const more = 'parts' in part ? tally(part) : { red: Number(part.red), ran: Number(part.ran) }
      return { red: sum.red + more.red, ran: sum.ran + more.ran }
    },
    { red: Number(crashed), ran: Number(crashed) },
  )
}

test('random files', { timeout: 120_000 }, async () => {
  const folder = temporaryFolder()
  const [once, twice] = [join(folder, 'once.xml'), join(folder, 'twice.xml')]
  await fc.assert(
    fc.asyncProperty(fc.array(suite, { minLength: 1, maxLength: 3 }), fc.boolean(), async (suites, createPackage) => {
      const files = suites.map((each, index) => {
        const path = join(folder, `${index}.xml`)
        writeFileSync(path, `<testsuites>${xmlOf(each, `h${index}`)}</testsuites>`)
        return path
      })
      const { counts } = await mergeFiles(files, once, { createPackage })
      const records = await Array.fromAsync(recordsOf(once))
      const expected = suites.map(tally)
      const of = (what: 'red' | 'ran') => expected.reduce((sum, each) => sum + each[what], 0)
      expect(records).toHaveLength(of('ran'))
      expect(records.filter(({ status }) => status === 'FAIL')).toHaveLength(of('red'))
      expect(counts).toMatchObject({ recorded: of('ran'), failed: of('red') })
      const names = records.map(({ packageName, name }) => (createPackage ? `${packageName}\n${name}` : name))
      expect(new Set(names).size).toBe(names.length)
      expect(names.every((name) => name.trim() !== '')).toBe(true)
      await mergeFiles([once], twice, { createPackage })
      expect(readFileSync(twice, 'utf8')).toBe(readFileSync(once, 'utf8'))
      // All given once more, otherwise spelled and in another order: nothing new.
      const copies = suites.map((each, index) => {
        const path = join(folder, `copy-${index}.xml`)
        writeFileSync(path, `<testsuites name="all">\n${xmlOf(each, `h${index}`)}\n</testsuites>`)
        return path
      })
      const both = await mergeFiles([...files, ...copies.reverse()], twice, { createPackage })
      expect(both.counts).toMatchObject({ recorded: of('ran'), failed: of('red') })
    }),
    { numRuns: process.env.LONG_RUN === '1' ? 1_000 : 100 },
  )
})
