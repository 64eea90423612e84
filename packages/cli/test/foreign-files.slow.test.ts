import { linkSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { cli } from './cli.js'

// Which files a command reads, and what it says of files of other tools.

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'zephyr-foreign-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

function write(name: string, content: string) {
  mkdirSync(dirname(join(folder, name)), { recursive: true })
  writeFileSync(join(folder, name), content)
}

const suite = (inside: string, attributes = 'name="s"') => `<testsuite ${attributes}>${inside}</testsuite>`
const c = (name: string, inside = '') => `<testcase classname="c" name="${name}">${inside}</testcase>`
const run = (...args: string[]) => cli(folder, args)

interface Previewed {
  records: { packageName: string; name: string; outcome: string }[]
  lost: string[]
  covered: unknown[]
}

async function previewed(...args: string[]): Promise<Previewed> {
  const { code, stdout, stderr } = await run('preview', '--json', ...args)
  expect(code, stderr).toBe(0)
  return JSON.parse(stdout) as Previewed
}

describe('a glob', () => {
  const summary = '<failsafe-summary result="255"><errors>1</errors></failsafe-summary>'

  test('leaves out XML that is no JUnit file, and says so; named by name it is refused', async () => {
    write('target/failsafe-reports/TEST-x.xml', suite(c('works')))
    write('target/failsafe-reports/failsafe-summary.xml', summary)
    const { code, stdout, stderr } = await run('preview', '**/*-reports/*.xml')
    expect({ code, stderr }).toEqual({
      code: 0,
      stderr: expect.stringMatching(/Left out, because it is XML but no JUnit file: .*failsafe-summary\.xml/),
    })
    expect(stdout).toContain('Zephyr would record 1 test case: 1 passed')
    expect(await run('preview', 'target/failsafe-reports/failsafe-summary.xml')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('its root is <failsafe-summary>'),
    })
  })

  test.each([
    ['only other XML', summary, /finds no JUnit file, only other XML/],
    ['XML that is cut off', '<failsafe-summary><errors>', /no JUnit file|not well-formed/],
    ['a result file that is cut off', '<testsuite name="s"><testcase', /not well-formed/],
  ])('that finds %s is refused', async (_, content, message) => {
    write('a/x.xml', content)
    expect(await run('preview', 'a/*.xml')).toMatchObject({ code: 2, stderr: expect.stringMatching(message) })
  })

  test('takes each file once, whatever links lead to it, and none below node_modules', async () => {
    write('packages/a/results.xml', suite(c('adds')))
    write('node_modules/tool/results.xml', suite(c('of another'), 'name="other"'))
    mkdirSync(join(folder, 'packages/b/node_modules'), { recursive: true })
    symlinkSync(join(folder, 'packages/a'), join(folder, 'packages/b/node_modules/a'))
    symlinkSync(join(folder, 'packages/a'), join(folder, 'linked'))
    expect((await previewed('**/results.xml')).records).toMatchObject([{ name: 'adds' }])
    expect((await previewed('linked/results.xml', 'packages/a/*.xml')).records).toHaveLength(1)
  })
})

describe('what is read is never written over', () => {
  const input = suite(c('adds', '<error>no</error>'))
  test.each([
    ['merge', ['merge', 'a.xml', '-o', 'a.xml']],
    ['merge, spelled otherwise', ['merge', 'a.xml', '-o', './x/../a.xml']],
    ['merge, by a symbolic link', ['merge', 'a.xml', '-o', 'symbolic.xml']],
    ['merge, by a hard link', ['merge', 'a.xml', '-o', 'hard.xml']],
    ['preview', ['preview', 'a.xml', '--html', 'a.xml']],
    ['preview, by a link', ['preview', 'symbolic.xml', '--html', 'a.xml']],
    ['upload', ['upload', 'a.xml', '--dry-run', '--output-file', 'a.xml']],
  ])('%s', async (_, args) => {
    write('a.xml', input)
    symlinkSync('a.xml', join(folder, 'symbolic.xml'))
    linkSync(join(folder, 'a.xml'), join(folder, 'hard.xml'))
    expect(await run(...args)).toMatchObject({ code: 2 })
    expect(readFileSync(join(folder, 'a.xml'), 'utf8')).toBe(input)
  })
})

describe('options', () => {
  const attempts = suite(c('n', '<failure>no</failure>') + c('n'))

  test('sameName and packagePrefix, as flag and variable', async () => {
    write('a.xml', attempts)
    const { records, covered } = await previewed('a.xml', '--same-name', 'last', '--package-prefix', 'win/x.y')
    expect(records).toMatchObject([{ packageName: 'win.x_y.c', name: 'n', outcome: 'passed' }])
    expect(covered).toEqual([{ packageName: 'win.x_y.c', name: 'n', red: 1, attempts: 2, counted: 'passed' }])
    const env = { ZEPHYR_SAME_NAME: 'worst', ZEPHYR_PACKAGE_PREFIX: 'win' }
    const { stdout } = await cli(folder, ['merge', 'a.xml', '-o', 'out.xml'], env)
    expect(stdout).toContain('1 file merged into out.xml: 1 test case, 0 passed, 1 failed.')
    expect(readFileSync(join(folder, 'out.xml'), 'utf8')).toContain('classname="win.c"')
  })

  test('last, where nothing says which that is, is exit 2', async () => {
    write('a.xml', suite(c('n', '<failure>no</failure>')))
    write('b.xml', suite(c('n')))
    expect(await run('preview', 'a.xml', 'b.xml', '--same-name', 'last')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('nothing says which attempt of "c > n" was the last'),
    })
  })
})

describe('a file whose upload the server would lose', () => {
  const bad = suite(c('n', '<requirements><requirement>ID_12a</requirement></requirements>'))

  test('is an error in preview, and repaired by merge', async () => {
    write('a.xml', bad)
    expect(await run('preview', 'a.xml')).toMatchObject({
      stderr: expect.stringContaining('the server would lose the whole upload: ID_12a'),
      stdout: expect.stringContaining('Requirements left out'),
    })
    expect((await previewed('a.xml')).lost).toHaveLength(1)
    const { stdout } = await run('merge', 'a.xml', '-o', 'out.xml')
    expect(stdout).toContain('Requirements left out')
    expect(readFileSync(join(folder, 'out.xml'), 'utf8')).not.toContain('ID_12a')
  })

  test('is exit 2 where a template reads it as it is', async () => {
    write('a.xml', bad)
    const variable = (inside: string) => `\${testsuite.testcase${inside}}`
    const template = {
      packageName: variable(':classname'),
      testcase: { name: variable(':name') },
      status: variable('.failure'),
      statusExistPass: false,
      requirements: [{ id: variable('.requirements.requirement') }],
    }
    write('template.json', JSON.stringify(template))
    expect(await run('preview', 'a.xml', '--template', 'template.json')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('The server would lose the whole upload: ID_12a'),
    })
  })
})
