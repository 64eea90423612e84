import { createReadStream, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { foldersOf, ResultFileError, type ResultInput, recordsOf, summarize, type ZephyrRecord } from '../src/index.js'

const records = async (input: ResultInput) => {
  const found: ZephyrRecord[] = []
  for await (const record of recordsOf(input)) found.push(record)
  return found
}
const suite = (inside: string) => `<testsuites><testsuite name="s">${inside}</testsuite></testsuites>`
const inCase = (inside: string) => suite(`<testcase classname="c" name="n">${inside}</testcase>`)
const told = async (xml: string) =>
  (await records(Buffer.from(xml))).map(({ status, packageName, name, attachment }) => [
    status,
    packageName,
    name,
    attachment,
  ])

describe('the measured rules', () => {
  test.each<[string, string, unknown[]]>([
    ['a pass', inCase(''), [['PASS', 'c', 'n', undefined]]],
    ['testsuite as root', '<testsuite><testcase classname="c" name="n"/></testsuite>', [['PASS', 'c', 'n', undefined]]],
    [
      '<failure> with text',
      inCase('<failure message="m">a &lt; b<![CDATA[ & c]]></failure>'),
      [['FAIL', 'c', 'n', 'a < b & c']],
    ],
    ['<failure> without text', inCase('<failure message="boom"/>'), [['PASS', 'c', 'n', undefined]]],
    ['<error>', inCase('<error>boom</error>'), [['PASS', 'c', 'n', undefined]]],
    ['<skipped>', inCase('<skipped/>'), [['PASS', 'c', 'n', undefined]]],
    [
      'several failures',
      inCase('<failure>a</failure><failure/><failure>b</failure>'),
      [
        ['FAIL', 'c', 'n', 'a'],
        ['PASS', 'c', 'n', undefined],
        ['FAIL', 'c', 'n', 'b'],
      ],
    ],
    [
      'nested suites',
      suite('<testsuite><testcase classname="c" name="n"/></testsuite>'),
      [
        ['PASS', 'c', 'n', undefined],
        ['PASS', 'c', 'n', undefined],
      ],
    ],
    ['no classname', suite('<testcase name="n"/>'), [['PASS', '', 'n', undefined]]],
    ['an empty name', suite('<testcase classname="c" name=""/><testcase classname="c"/>'), []],
    [
      '255 characters',
      suite(`<testcase classname="c" name="${'n'.repeat(255)}"/>`),
      [['PASS', 'c', 'n'.repeat(254), undefined]],
    ],
    [
      '254 characters',
      suite(`<testcase classname="c" name="${'n'.repeat(254)}"/>`),
      [['PASS', 'c', 'n'.repeat(254), undefined]],
    ],
    [
      'properties and output',
      inCase('<properties><property name="failure" value="x"/></properties><system-out>x</system-out>'),
      [['PASS', 'c', 'n', undefined]],
    ],
  ])('%s', async (_, xml, expected) => expect(await told(xml)).toEqual(expected))

  test('requirements, tags and attachments', async () => {
    const xml = inCase(
      `<requirements><requirement>ID_12</requirement><requirement>AltID_R1_lost</requirement><requirement>none</requirement></requirements>
       <tags><tag>smoke fast</tag><tag>ui</tag></tags><attachments><attachment>/tmp/a.png</attachment></attachments>`,
    )
    expect(await records(Buffer.from(xml))).toMatchObject([
      { requirements: ['ID_12', 'AltID_R1'], tags: ['smoke', 'fast', 'ui'], attachments: ['/tmp/a.png'] },
    ])
  })
})

describe('files that Zephyr refuses', () => {
  test.each<[string, string | Buffer, { line?: number; column?: number }]>([
    ['a forbidden character', '<testsuite>\n<testcase name="a\u001B"/></testsuite>', { line: 2 }],
    ['ill-formed XML', '<testsuite>\n\n<testcase name="a"></testsuite>', { line: 3 }],
    ['a truncated file', '<testsuite>\n<testcase name="a"/>', { line: 2 }],
    ['an empty file', '', { line: 1, column: 1 }],
    [
      'an entity of its own',
      '\n<!DOCTYPE a [<!ENTITY x "y">]>\n<testsuite><testcase name="&x;"/></testsuite>',
      { line: 2 },
    ],
    [
      'invalid UTF-8',
      Buffer.from('<testsuite>\n <testcase name="\xe9"/>\n</testsuite>', 'latin1'),
      { line: 2, column: 18 },
    ],
    ['an unknown encoding', '<?xml version="1.0" encoding="klingon"?><testsuite/>', { line: 1 }],
  ])('%s', async (_, content, position) => {
    const error = await records(Buffer.from(content)).catch((error: unknown) => error)
    expect(error).toBeInstanceOf(ResultFileError)
    expect(error).toMatchObject(position)
  })

  test('the position of invalid UTF-8 counts over chunks, a character cut in two included', async () => {
    const valid = Buffer.from(`<testsuite>\n${'<testcase name="ü"/>\n'.repeat(100)}`)
    const bytes = Buffer.concat([valid, Buffer.from('ab\xff', 'latin1')])
    async function* oneByOne() {
      for (const byte of bytes) yield Uint8Array.of(byte)
    }
    await expect(records(oneByOne())).rejects.toMatchObject({ line: 102, column: 3 })
    await expect(records(bytes)).rejects.toMatchObject({ line: 102, column: 3 })
  })
})

describe('what it reads from', () => {
  const xml = (encoding: string) =>
    `<?xml version="1.0" encoding="${encoding}"?>${suite('<testcase classname="c" name="é"/>')}`
  test.each<[string, Buffer]>([
    ['UTF-8', Buffer.from(xml('UTF-8'))],
    ['UTF-8 with a mark', Buffer.from(`\uFEFF${xml('UTF-8')}`)],
    ['UTF-16 with a mark', Buffer.from(`\uFEFF${xml('UTF-16')}`, 'utf16le')],
    ['UTF-16 big endian', Buffer.from(`\uFEFF${xml('UTF-16')}`, 'utf16le').swap16()],
    ['Latin-1', Buffer.from(xml('ISO-8859-1'), 'latin1')],
  ])('%s', async (_, bytes) => {
    expect(await records(bytes)).toMatchObject([{ name: 'é' }])
    async function* oneByOne() {
      for (const byte of bytes) yield Uint8Array.of(byte)
    }
    expect(await records(oneByOne())).toMatchObject([{ name: 'é' }])
  })

  test('a path and a stream', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'zephyr-template-'))
    onTestFinished(() => rmSync(folder, { recursive: true }))
    const path = join(folder, 'in.xml')
    writeFileSync(path, inCase('<failure>x</failure>'))
    expect(await records(path)).toEqual(await records(createReadStream(path)))
    expect(await summarize(recordsOf(path))).toEqual({ total: 1, passed: 0, failed: 1, firstFailed: ['c > n'] })
    await expect(records(folder)).rejects.toThrow(/is a folder/)
    await expect(records(join(folder, 'none.xml'))).rejects.toThrow(/does not exist/)
  })

  test('10,000 levels of suites', async () => {
    const deep = `${'<testsuite>'.repeat(10_000)}<testcase name="n"/>${'</testsuite>'.repeat(10_000)}`
    expect(await summarize(recordsOf(Buffer.from(deep)))).toMatchObject({ total: 10_000, passed: 10_000 })
  })
})

test('folders of a package', () => {
  expect(foldersOf('tests.login', true)).toEqual(['tests', 'login'])
  expect(foldersOf('tests.login', false)).toEqual([])
  expect(foldersOf('', true)).toEqual([])
})
