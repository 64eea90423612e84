// biome-ignore-all lint/suspicious/noTemplateCurlyInString: ${…} is the template language's own syntax.

import { describe, expect, test } from 'vitest'
import { readTemplate, recordsOf, TemplateError, type TemplateRecord, templateRecordsOf } from '../src/index.js'

async function records(xml: string, template: unknown) {
  const found: TemplateRecord[] = []
  for await (const record of templateRecordsOf(Buffer.from(xml), readTemplate(JSON.stringify(template))))
    found.push(record)
  return found
}

const junit = {
  status: '${testsuite.testcase.failure}',
  statusExistPass: false,
  statusString: null,
  statusFailAttachment: '${testsuite.testcase.failure}',
  packageName: '${testsuite.testcase:classname}',
  skipTestcaseNames: '',
  testcase: { name: '${testsuite.testcase:name}', tag: "${group_concat(testsuite.testcase.tags,tag,' ')}" },
  requirements: [{ id: '${testsuite.testcase.requirements.requirement}' }],
  attachments: [{ filePath: '${testsuite.testcase.attachments.attachment}' }],
}

test('the stock JUnit template, written in the language, records what the stock reading does', async () => {
  const xml = `<testsuites><testsuite name="s">
    <testcase classname="c" name="passes"/><testcase name="no class"/><testcase classname="c" name=""/>
    <testcase classname="c" name="fails"><failure message="m">a &amp; <![CDATA[b]]></failure></testcase>
    <testcase classname="c" name="twice"><failure>a</failure><failure>b</failure></testcase>
    <testcase classname="c" name="equal"><failure message="1">a</failure><failure message="2">a</failure><failure/><failure/></testcase>
    <testcase classname="c" name="equal"><failure>a</failure></testcase>
    <testcase classname="in \${testsuite.testcase.failure}" name="\${exists(testsuite.testcase.failure)}: \${testsuite.testcase.failure} \${testsuite.testcase:name}"><failure>a $&amp; b</failure></testcase>
    <testcase classname="c" name="x \${testsuite.testcase.failure} \${exists(testsuite.testcase.failure)} \${user:name}"/>
    <testcase classname="c" name="no text"><failure message="m"/></testcase>
    <testcase classname="c" name="error"><error>e</error></testcase><testcase classname="c" name="${'n'.repeat(300)}"/>
    <testcase classname="c" name="links"><requirements><requirement>ID_12</requirement><requirement>AltID_R1_x</requirement></requirements>
      <tags><tag>smoke</tag><tag>ui</tag></tags><attachments><attachment>/a.png</attachment></attachments></testcase>
    <testsuite name="inner"><testcase classname="c" name="nested"/></testsuite>
  </testsuite><testsuite name="t"><testcase classname="d" name="other"/></testsuite></testsuites>`
  const key = (record: object) =>
    JSON.stringify({ attachments: [], ...record }, [
      'name',
      'packageName',
      'status',
      'attachment',
      'requirements',
      'tags',
      'attachments',
    ])
  const stock: string[] = []
  for await (const record of recordsOf(Buffer.from(xml))) stock.push(key(record))
  expect((await records(xml, [junit])).map(key).sort()).toEqual(stock.sort())
})

const testng = {
  status: '${testng-results.suite.test.class.test-method:status}',
  statusExistPass: true,
  statusString: 'PASS',
  packageName: '${testng-results.suite.test.class:name}',
  skipTestcaseNames: 'beforeMethod,afterMethod',
  testcase: { name: '${testng-results.suite.test.class.test-method:name}' },
}

test('statusString, statusExistPass and skipTestcaseNames', async () => {
  const xml = `<testng-results><suite><test><class name="a.B"><test-method name="one" status="PASS"/>
    <test-method name="two" status="FAIL"/><test-method name="beforeMethod" status="PASS"/></class></test></suite></testng-results>`
  expect(await records(xml, testng)).toMatchObject([
    { packageName: 'a.B', name: 'one', status: 'PASS' },
    { packageName: 'a.B', name: 'two', status: 'FAIL' },
  ])
  expect(await records(xml, { ...testng, statusExistPass: false })).toMatchObject([
    { status: 'FAIL' },
    { status: 'PASS' },
  ])
})

test('statuses: the first that fits, else the default, else none', async () => {
  const rules = [
    { status: '${exists(s.t.failure)}', statusString: 'true', statusId: '2', attachmentText: '${s.t.failure:message}' },
    { status: '${s.t.skipped:message}', statusString: null, statusId: '10' },
    { status: '', statusString: 'never', statusId: '1', default: true },
  ]
  const template = { testcase: { name: '${s.t:name}' }, statuses: rules }
  const xml = '<s><t name="a"><failure message="m"/></t><t name="b"><skipped message="why"/></t><t name="c"/></s>'
  expect(await records(xml, template)).toMatchObject([
    { name: 'a', status: 'FAIL', statusId: '2', attachment: 'm' },
    { name: 'b', status: 'OTHER', statusId: '10' },
    { name: 'c', status: 'PASS', statusId: '1' },
  ])
  const [, , last] = await records(xml, { ...template, statuses: rules.slice(0, 2) })
  expect(last).toMatchObject({ name: 'c', status: 'OTHER' })
  expect(last).not.toHaveProperty('statusId')
})

test('variables within text, exists of an attribute, groups', async () => {
  const template = {
    testcase: { name: '${s:name} / ${s.t:name}', tag: "${group_concat(s.t,tag:name,',')}" },
    packageName: '${exists(s.t:id)} ${group_exists(s.t,tag)} ${group_exists(s.t,tag:none)}',
  }
  expect(
    await records('<s name="S"><t name="a" id=""><tag name="x"/><tag name="y"/></t><t name="b"/></s>', template),
  ).toMatchObject([
    { name: 'S / a', packageName: 'true true false', tags: ['x,y'] },
    { name: 'S / b', packageName: 'false false false', tags: [] },
  ])
})

test('thousands of levels', async () => {
  const xml = `${'<s>'.repeat(3_000)}<t name="n"/>${'</s>'.repeat(3_000)}`
  expect(await records(xml, { testcase: { name: '${s.t:name}' } })).toHaveLength(3_000)
})

describe('a template that cannot be used', () => {
  test.each<[string, string, RegExp]>([
    ['no JSON', '{', /no JSON/],
    ['no name', '{"testcase":{}}', /testcase\.name/],
    ['two templates', '[{},{}]', /list of 2/],
    ['a wrong flag', '{"testcase":{"name":"${a:b}"},"statusExistPass":"maybe"}', /statusExistPass/],
    ['a wrong variable', '{"testcase":{"name":"${a b}"}}', /path:attribute/],
    ['a wrong group', '{"testcase":{"name":"${group_concat(a)}"}}', /group_concat\(path,child/],
  ])('%s', (_, json, message) => {
    expect(() => readTemplate(json)).toThrow(TemplateError)
    expect(() => readTemplate(json)).toThrow(message)
  })

  test('paths of two roots', async () => {
    await expect(records('<a/>', { testcase: { name: '${a:b}' }, packageName: '${c:d}' })).rejects.toThrow(
      /begin with a, c/,
    )
  })
})
