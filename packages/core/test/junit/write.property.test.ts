import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { recordsOf, type ZephyrRecord } from '@zephyr-reporters/parser-template'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { writeResultFile } from '../../src/junit/write.js'
import { linksOf } from '../../src/results/links.js'
import type { TestResult, TestRun } from '../../src/results/model.js'
import { identify } from '../../src/results/names.js'
import { cleanText } from '../../src/results/text.js'
import { temporaryFolder } from '../folder.js'

const long = process.env.LONG_RUN === '1'
/** Tests in all; a file holds many, for a process of xmllint per test would take hours. */
const cases = long ? 100_000 : 2_000
const perFile = 100
const hasXmllint = spawnSync('xmllint', ['--version']).status === 0

// All of UTF-16, lone surrogates included, and what XML and terminals trip over.
const unit = fc.oneof(
  { weight: 3, arbitrary: fc.integer({ min: 0, max: 0xffff }).map((code) => String.fromCharCode(code)) },
  { weight: 2, arbitrary: fc.integer({ min: 0, max: 0x9f }).map((code) => String.fromCharCode(code)) },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      ']]>',
      '<![CDATA[',
      '&amp;',
      '&#0;',
      '<!--',
      '-->',
      '\r\n',
      '\u001B[31m',
      '😀',
      '"',
      "'",
      ' ',
    ),
  },
)
const text = fc.array(unit, { maxLength: 40 }).map((units) => units.join(''))
const failure = fc.record({ message: text, type: text, text })
const requirement = fc.oneof(
  text,
  fc.nat().map((id) => `ID_${id}`),
  text.map((id) => `AltID_${id}`),
)
const result = fc.record({
  titles: fc.array(text, { minLength: 1, maxLength: 3 }),
  file: fc.oneof(
    fc.constantFrom('/suite/a.test.ts', '/suite/b/ü.spec.ts', undefined),
    text.map((path) => `/suite/${path}`),
  ),
  project: fc.oneof(fc.constantFrom(undefined, 'mobile', '<p>'), text),
  outcome: fc.constantFrom('passed' as const, 'failed' as const, 'notRun' as const),
  duration: fc.nat(1e6),
  failures: fc.array(failure, { maxLength: 3 }),
  flaky: fc.boolean(),
  requirements: fc.array(requirement, { maxLength: 2 }),
  tags: fc.array(text, { maxLength: 2 }),
})
const results = fc
  .array(result, { minLength: perFile, maxLength: perFile })
  .map((all): TestResult[] => all.map((each, index) => ({ ...each, position: [index] })))

test(`the file is well-formed whatever the input${hasXmllint ? '' : ', by saxes alone: xmllint is not installed'}`, {
  timeout: cases * 60 + 120_000,
}, async () => {
  if (!hasXmllint) {
    expect(long, 'the long run needs xmllint: apt-get install libxml2-utils').toBe(false)
    console.warn('xmllint is not installed: only saxes checked what the writer writes.')
  }
  const path = join(temporaryFolder(), 'random.xml')
  await fc.assert(
    fc.asyncProperty(results, fc.boolean(), fc.boolean(), async (tests, createPackage, sharded) => {
      const shard = sharded ? { current: 1, total: 2 } : undefined
      const run: TestRun = { runner: 'jest', root: '/suite', startedAt: new Date(0), shard, tests }
      writeResultFile(path, run, { createPackage })
      if (hasXmllint) {
        const { status, stderr } = spawnSync('xmllint', ['--noout', path], { encoding: 'utf8' })
        expect(stderr).toBe('')
        expect(status).toBe(0)
      }
      const records: ZephyrRecord[] = []
      for await (const record of recordsOf(path)) records.push(record)
      expect(byName(records)).toEqual(byName(expected(run, createPackage)))
    }),
    // Shrinking 100 tests would take hours; the assertion shows the one that differs.
    { numRuns: Math.ceil(cases / perFile), endOnFailure: true },
  )
})

/** What Zephyr must record: the documented clean-up, nothing else. */
function expected(run: TestRun, createPackage: boolean) {
  const identities = identify(run.tests, { ...run, createPackage })
  return [...identities].flatMap(([each, identity]) => {
    if (each.outcome === 'notRun') return []
    const texts = each.failures
      .map((one) => cleanText(one.text.trim() === '' ? one.message : one.text))
      .filter((one) => one.trim() !== '')
    const attachment = texts.join('\n\n') || 'The test failed, and its runner gave no text for it.'
    const { requirements, tags } = linksOf(each)
    const common = { ...identity, requirements, tags }
    return [each.outcome === 'failed' ? { ...common, status: 'FAIL', attachment } : { ...common, status: 'PASS' }]
  })
}

type Known = Omit<ZephyrRecord, 'status' | 'attachments'> & { status: string }
const byName = (records: Known[]) =>
  records
    .map(({ packageName, name, status, attachment, requirements, tags }) =>
      JSON.stringify({ packageName, name, status, attachment, requirements, tags }),
    )
    .sort()

test('text that is clean stays as it is', () => {
  fc.assert(
    fc.property(text, (given) => {
      const clean = cleanText(given)
      expect(cleanText(clean)).toBe(clean)
    }),
    { numRuns: cases },
  )
  expect(cleanText('a\u009B\u0000<b \u009B31mred')).toBe('a<b red')
})

test('the oracle of these tests sees a file that is spoilt', async () => {
  const path = join(temporaryFolder(), 'spoilt.xml')
  const one: TestResult = { titles: ['a'], position: [0], outcome: 'passed', duration: 1, failures: [] }
  writeResultFile(path, { runner: 'jest', root: '/suite', startedAt: new Date(0), tests: [one] })
  const spoilt = Buffer.from(readFileSync(path, 'utf8').replace('name="a"', 'name="a\u001B"'))
  await expect(recordsOf(spoilt).next()).rejects.toThrow(/not well-formed/)
})
