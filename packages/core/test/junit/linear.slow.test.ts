import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { readTemplate, recordsOf, templateRecordsOf } from '@zephyr-reporters/parser-template'
import { describe, expect, test } from 'vitest'
import { mergeFiles } from '../../src/junit/merge.js'
import { temporaryFolder } from '../folder.js'

// Reading a file takes time in proportion to its length, whatever it holds: each pattern that meets a file's text gets
// 400 KB of what would make it slow. A quadratic one takes a minute, a linear one some 40 ms. This process's own time is
// counted, so that a loaded machine changes little.

const size = 400_000
const limitMs = 2000
const variable = (inside: string) => `\${${inside}}`
const repeated = (part: string) => part.repeat(Math.ceil(size / part.length))

const inFailure = (text: string) =>
  `<testsuite name="s"><testcase classname="c" name="n"><failure>${text}</failure></testcase></testsuite>`
const inName = (text: string) => `<testsuite name="s"><testcase classname="c" name="${text}"/></testsuite>`
const inCase = (inside: string) =>
  `<testsuite name="s"><testcase classname="c" name="n">${inside}</testcase></testsuite>`
const listed = (element: string) => inCase(`<${element}s>${repeated(`<${element}>ID_1</${element}>`)}</${element}s>`)

const worst: Record<string, string> = {
  'codes without an end': inFailure(repeated('\u001B;#')),
  'codes as references': inFailure(repeated('&#27;;#')),
  'codes without an end in a name': inName(repeated('\u001B;#')),
  'code starts': inFailure(repeated('\u001B[')),
  'titles of windows': inFailure(repeated('\u001B]0;')),
  'one code of digits': inFailure(`\u001B[${repeated('1;')}`),
  'references without an end': inFailure(repeated('&#1')).replaceAll('&#1', '&amp;#1'),
  'references to forbidden characters': inFailure(repeated('&#0;')),
  'one reference of digits': inFailure(`&#${repeated('0')}65;`),
  'blanks in a failure': inFailure(repeated(' ')),
  'blanks in a name': inName(repeated(' ')),
  'line ends in a failure': inFailure(repeated('\n')),
  dollars: inName(repeated('${')),
  'template variables': inName(repeated('${testsuite')),
  'blanks in template variables': inName(repeated('${         ')),
  'page titles in a failure': inFailure(repeated('&lt;title')),
  'one long requirement': inCase(`<requirements><requirement>ID_${repeated('9')}</requirement></requirements>`),
  'underscores in a requirement': inCase(`<requirements><requirement>ID_${repeated('_')}</requirement></requirements>`),
  'many requirements': listed('requirement'),
  'many tags': listed('tag'),
  'blanks in a tag': inCase(`<tags><tag>${repeated(' ')}</tag></tags>`),
  'many failures': inCase(repeated('<failure>x</failure>')),
  'unknown elements': inCase(repeated('<x/>')),
  properties: inCase(`<properties>${repeated('<property name="zephyr.x" value="1"/>')}</properties>`),
  'properties of a suite': `<testsuite name="s"><properties>${repeated('<property name="a" value="1"/>')}</properties>${'<testcase name="n" classname="c"/>'.repeat(100)}</testsuite>`,
  'cases of one name': `<testsuite name="s">${repeated('<testcase classname="c" name="n"/>')}</testsuite>`,
  'cases of one name, all skipped': `<testsuite name="s">${repeated('<testcase classname="c" name="n"><skipped/></testcase>')}</testsuite>`,
  'suites of one name': `<testsuites>${repeated('<testsuite name="s"><testcase classname="c" name="n"/></testsuite>')}</testsuites>`,
  'numbers in names': `<testsuite name="s">${Array.from({ length: 10_000 }, (_, index) => `<testcase classname="c" name="n"/><testcase classname="c" name="n (${index})"/>`).join('')}</testsuite>`,
  'a time of digits': `<testsuite name="s"><testcase classname="c" name="n" time="${repeated('1,')}"/></testsuite>`,
  'a status of blanks': `<testsuite name="s"><testcase classname="c" name="n" status="${repeated('not ')}"/></testsuite>`,
  'a message of TestNG’s words': inCase(`<error message="${repeated('depends on not ')}"/>`),
  'a deep test case': `<testsuite name="s">${'<testcase classname="c" name="n">'.repeat(2000)}${'</testcase>'.repeat(2000)}</testsuite>`,
  'text before the XML': repeated('> '),
  'blanks before the XML': `${repeated(' ')}<testsuite name="s"/>`,
  'an open list': repeated('['),
  'a declaration without an end': `<?xml ${repeated('encoding=')}`,
}

const template = readTemplate(
  JSON.stringify({
    packageName: variable('testsuite.testcase:classname'),
    testcase: {
      name: variable('testsuite.testcase:name'),
      tag: variable("group_concat(testsuite.testcase.tags,tag,' ')"),
    },
    status: variable('testsuite.testcase.failure'),
    statusExistPass: false,
    requirements: [{ id: variable('testsuite.testcase.requirements.requirement') }],
  }),
)

async function all(records: AsyncIterable<unknown>) {
  let count = 0
  for await (const _ of records) count++
  return count
}

/** A refusal is an answer too. */
const readers: Record<string, (path: string) => Promise<unknown>> = {
  merge: (path) => mergeFiles([path], `${path}.out`),
  'merge with what did not run': (path) => mergeFiles([path], `${path}.out`, { skipped: 'include', sameName: 'worst' }),
  'the stock template': (path) => all(recordsOf(path)),
  'a template': (path) => all(templateRecordsOf(path, template)),
}

describe.each(Object.entries(readers))('%s', (_, read) => {
  test.each(Object.entries(worst))('%s', async (_, text) => {
    const path = join(temporaryFolder(), 'in.xml')
    writeFileSync(path, text)
    const started = process.cpuUsage()
    await read(path).catch((error: unknown) => expect(error).toHaveProperty('name', 'ResultFileError'))
    const { user, system } = process.cpuUsage(started)
    expect((user + system) / 1000).toBeLessThan(limitMs)
  })
})
