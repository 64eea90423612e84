import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { recordsOf, type ZephyrRecord } from '@zephyr-reporters/parser-template'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { mergeFiles } from '../../src/junit/merge.js'
import { isRequirement } from '../../src/results/links.js'
import { temporaryFolder } from '../folder.js'

// What is wrong in files of other tools is repaired or refused with its cause, and never silently.

async function merged(content: string | Buffer, name = 'in.xml') {
  const folder = temporaryFolder()
  const [input, out] = [join(folder, name), join(folder, 'out.xml')]
  writeFileSync(input, content)
  const result = await mergeFiles([input], out)
  const records: ZephyrRecord[] = []
  for await (const record of recordsOf(out)) records.push(record)
  return { ...result, records, xml: readFileSync(out, 'utf8') }
}

const suite = (inside: string) => `<testsuite name="s">${inside}</testsuite>`
const one = (inside: string, name = 'n', classname = 'c') =>
  suite(`<testcase classname="${classname}" name="${name}">${inside}</testcase>`)

describe('encodings', () => {
  const xml = (declared: string) =>
    `<?xml version="1.0"${declared && ` encoding="${declared}"`}?>${suite('<testcase classname="Käse" name="zählt"/>')}`
  const utf8 = (declared: string, marks = 0) => Buffer.from('\uFEFF'.repeat(marks) + xml(declared))
  const utf16 = (declared: string, mark: string) => Buffer.from(mark + xml(declared), 'utf16le')

  test.each<[string, Buffer]>([
    ...[
      'UTF-16',
      'utf-16',
      'UTF-16LE',
      'UTF-16BE',
      'ucs-2',
      'UCS2',
      'ISO-10646-UCS-2',
      'unicode',
      'UTF-32',
      'ucs-4',
    ].map((name): [string, Buffer] => [`${name} declared, UTF-8 written`, utf8(name)]),
    ...['US-ASCII', 'ascii', 'ANSI_X3.4-1968', 'utf8', 'UTF_8', 'Utf-8', 'utf8mb4', ''].map(
      (name): [string, Buffer] => [`${name || 'nothing'} declared`, utf8(name)],
    ),
    ...['UTF-16', 'ISO-8859-1', 'windows-1252', 'klingon', 'UTF-8'].map((name): [string, Buffer] => [
      `a mark of UTF-8 before ${name}`,
      utf8(name, 1),
    ]),
    ['two marks', utf8('UTF-8', 2)],
    ...['ISO-8859-1', 'latin1', 'latin-1', 'Latin_1', 'windows-1252', 'cp1252', 'ANSI'].map(
      (name): [string, Buffer] => [name, Buffer.from(xml(name), 'latin1')],
    ),
    ['UTF-16 with a mark', utf16('UTF-16', '\uFEFF')],
    ['UTF-16 with a mark, UTF-8 declared', utf16('UTF-8', '\uFEFF')],
    ['UTF-16 without a mark', utf16('', '')],
    ['UTF-16, the other way round', utf16('UTF-16', '\uFEFF').swap16()],
  ])('%s', async (_, bytes) => {
    expect((await merged(bytes)).records).toMatchObject([{ packageName: 'Käse', name: 'zählt' }])
  })

  test.each<[string, Buffer, RegExp]>([
    ['an unknown name', utf8('klingon'), /declares the encoding klingon, which is not known/],
    [
      'ASCII declared, and neither ASCII nor UTF-8',
      Buffer.from(xml('US-ASCII'), 'latin1'),
      /declares US-ASCII, which its bytes are not/,
    ],
    ['UTF-16 declared, and neither', Buffer.from(xml('UTF-16'), 'latin1'), /declares UTF-16, which its bytes are not/],
    ['UTF-32', Buffer.from('fffe00003c000000', 'hex'), /utf-32/],
  ])('%s is refused with the encoding’s name', async (_, bytes, message) => {
    await expect(merged(bytes)).rejects.toThrow(message)
  })
})

describe('what is no JUnit file is refused with the cause', () => {
  const good = one('')
  test.each<[string, string | Buffer, RegExp]>([
    ['CTRF', '{"results":{"tool":{"name":"x"},"tests":[]}}', /is JSON \(a CTRF report\), not JUnit XML/],
    ['Cucumber’s JSON', '[{"keyword":"Feature","elements":[]}]', /is JSON \(a Cucumber report\)/],
    ['other JSON, spread over lines', '{\n  "a": 1\n}', /is JSON, not JUnit XML/],
    ['an empty list', '[]', /is JSON/],
    [
      'npm’s lines before it',
      `\n> shop@1.0.0 test\n> vitest run\n\n${good}`,
      /text comes before the XML.*"> shop@1\.0\.0 test"/,
    ],
    ['a log’s line before it', `[INFO] Scanning\n${good}`, /text comes before the XML.*"\[INFO\] Scanning"/],
    ['a blank line before the declaration', `\n<?xml version="1.0"?>${good}`, /a blank line before <\?xml/],
    ['a blank before the declaration', ` <?xml version="1.0"?>${good}`, /a blank character before <\?xml/],
    ['no XML at all', 'hello', /no JUnit file as it stands.*"hello"/],
    ['gzip', Buffer.from('1f8b0800', 'hex'), /compressed/],
    ['zip', Buffer.from('504b0304', 'hex'), /compressed/],
    ['a sign-in page', '<!doctype html><html><body>Sign in</body></html>', /is an HTML page/],
    ['NUnit’s own format', '<test-run id="2"/>', /its root is <test-run>/],
    ['a shard that no run has', '<testsuites zephyr-runner="jest" zephyr-shard="1/999999999"/>', /shard 1\/999999999/],
    ['a shard beyond the last', '<testsuites zephyr-runner="jest" zephyr-shard="3/2"/>', /shard 3\/2/],
    ['a shard before the first', '<testsuites zephyr-runner="jest" zephyr-shard="0/2"/>', /shard 0\/2/],
  ])('%s', async (_, content, message) => {
    await expect(merged(content)).rejects.toThrow(message)
  })

  test('a blank line before an element is no harm', async () => {
    expect((await merged(`\n\n${good}`)).records).toHaveLength(1)
  })
})

describe('requirements', () => {
  const linked = (...ids: string[]) =>
    one(`<requirements>${ids.map((id) => `<requirement>${id}</requirement>`).join('')}</requirements>`)

  test.each([
    ['ID_12', true],
    ['ID_9223372036854775807', true],
    ['ID_9223372036854775808', false],
    ['ID_99999999999999999999', false],
    [`ID_${'9'.repeat(100_000)}`, false],
    ['ID_0', false],
    ['ID_-5', false],
    ['ID_12a', false],
    ['ID_', false],
    ['ID_1,ID_2', false],
    ['ID_12_3', false],
    ['id_12', false],
    ['AltID_R1', true],
    ['AltID_Ä1', true],
    ['AltID_', false],
    ['AltID_R1_2', false],
    ['AltID_R 1', false],
    ['R1', false],
  ])('%s: %s', async (id, fine) => {
    expect(isRequirement(id)).toBe(fine)
    const { records, mended, notes } = await merged(linked(id, 'ID_7'))
    expect(records[0]?.requirements).toEqual(fine ? [id, 'ID_7'] : ['ID_7'])
    expect(records[0]?.lost).toBeUndefined()
    expect(mended['requirement left out']).toBe(fine ? undefined : 1)
    expect(notes.join().includes('Requirements left out')).toBe(!fine)
  })

  test('those that lose a whole upload are reported as such, blanks around an id too', async () => {
    const { lost, records } = await merged(linked('ID_12a', 'ID_13 '))
    expect(lost).toEqual([
      expect.stringMatching(/^ID_12a: .*test c > n/),
      expect.stringMatching(/^ID_13 : .*test c > n/),
    ])
    expect(records[0]?.requirements).toEqual(['ID_13'])
  })

  test('whatever stands there, what is written never loses an upload', async () => {
    const id = fc.oneof(
      fc.string(),
      fc.string().map((text) => `ID_${text}`),
      fc.bigInt().map((number) => `ID_${number}`),
    )
    await fc.assert(
      fc.asyncProperty(fc.array(id, { maxLength: 4 }), async (ids) => {
        const escaped = ids.map((text) => text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`))
        const { records } = await merged(linked(...escaped))
        expect(records.map(({ lost }) => lost)).toEqual([undefined])
      }),
      { numRuns: 100 },
    )
  })
})

describe('Zephyr is kept from expanding what stands in names and texts', () => {
  test.each([
    'testsuite.testcase.failure',
    'exists(testsuite.testcase.failure)',
    ' testsuite.testcase.failure',
    'testsuites.testsuite.testcase.failure',
    "group_concat(testsuite.testcase.tags,tag,' ')",
  ])('the variable %s', async (inside) => {
    const variable = `\${${inside}}`
    const { records } = await merged(
      suite(`<testcase classname="a ${variable}" name="b ${variable}"><failure>boom ${variable}</failure></testcase>`),
    )
    const kept = `$ {${inside}}`
    expect(records).toMatchObject([
      { packageName: `a ${kept}`, name: `b ${kept}`, attachment: expect.stringContaining(`boom ${kept}`) },
    ])
  })

  test('other variables and dollars stay', async () => {
    const name = `costs $5 \${user:name} \${x}`
    expect((await merged(one('', name))).records).toMatchObject([{ name }])
  })
})
