import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startEmulator } from '@zephyr-reporters/emulator'
import { recordsOf } from '@zephyr-reporters/parser-template'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { main, type Ran, cli as run } from './cli.ts'

const token = 'cl1-s3cret-marked'
let emulator: Awaited<ReturnType<typeof startEmulator>>
let folder: string
beforeAll(async () => {
  emulator = await startEmulator({ token, newMs: 5, queuedMs: 5 })
})
afterAll(() => emulator.close())
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'zephyr-cli-'))
  return () => rmSync(folder, { recursive: true, force: true })
})

async function cli(args: string[], env: Record<string, string> = {}): Promise<Ran> {
  const ran = await run(folder, args, env)
  expect(ran.stdout + ran.stderr).not.toContain(token)
  return ran
}

const server = () => ({
  ZEPHYR_URL: emulator.url,
  ZEPHYR_TOKEN: token,
  ZEPHYR_PROJECT_ID: '1',
  ZEPHYR_RELEASE_ID: '11',
  ZEPHYR_JOB_NAME: 'From the command line',
  ZEPHYR_CYCLE_NAME: 'Regression',
  ZEPHYR_REPOSITORY_PATH: 'Release 1.0 > Automation',
  ZEPHYR_REPOSITORY_TREE_ID: '32',
})

const write = (name: string, text: string | Buffer) => writeFileSync(join(folder, name), text)

const mixed = `<testsuites><testsuite name="suite">
  <testcase classname="a" name="passes" time="0.5"/>
  <testcase classname="a" name="fails without text"><failure message="only a message"/></testcase>
  <testcase classname="a" name="errors"><error message="boom">trace</error></testcase>
  <testcase classname="a" name="skipped"><skipped/></testcase>
  <testcase classname="a" name="not run" status="notrun"/>
  <testcase classname="a" name="suppressed" result="suppressed"/>
  <testcase classname="a" name="two failures"><failure>one</failure><failure>two</failure></testcase>
  <testcase classname="a" name="flaky"><flakyFailure message="first">first</flakyFailure></testcase>
  <testcase classname="a" name="rerun"><failure>first</failure><rerunFailure>second</rerunFailure></testcase>
  <testcase classname="a" name="passes"/>
  <testcase classname="a" name=""/>
  <testcase classname="a" name="control &#27;[31m red"/>
  <testsuite name="inner"><testcase name="no classname"/></testsuite>
  <testsuite name="crashed"><error message="set-up">set-up failed</error></testsuite>
</testsuite></testsuites>`

const verdict: Record<string, 'PASS' | 'FAIL'> = {
  'a | passes': 'PASS',
  'a | fails without text': 'FAIL',
  'a | errors': 'FAIL',
  'a | two failures': 'FAIL',
  'a | flaky': 'PASS',
  'a | rerun': 'FAIL',
  'a | passes (2)': 'PASS',
  'a | (no title)': 'PASS',
  'a | control  red': 'PASS',
  'inner | no classname': 'PASS',
  'crashed | [suite failed]': 'FAIL',
}

describe('upload', () => {
  test('repairs what Zephyr would misread, and delivers the files as one run', async () => {
    write('mixed.xml', mixed)
    const { code, stderr } = await cli(['upload', '*.xml', '--wait'], server())
    expect(stderr).toContain('Repaired, because Zephyr would misread it')
    expect(code, stderr).toBe(0)
    const run = emulator.runs().at(-1)
    const records = emulator.records({ runId: run?.id })
    expect(
      Object.fromEntries(records.map(({ packageName, name, status }) => [`${packageName} | ${name}`, status])),
    ).toEqual(verdict)
    expect(records).toHaveLength(Object.keys(verdict).length)
  })

  test('preview says what upload records', async () => {
    write('mixed.xml', mixed)
    const { stdout } = await cli(['preview', 'mixed.xml', '--json'])
    const { records } = JSON.parse(stdout) as {
      records: { packageName: string; name: string; outcome: string; omitted: boolean }[]
    }
    const shown = records
      .filter(({ omitted }) => !omitted)
      .map(({ packageName, name, outcome }) => [`${packageName} | ${name}`, outcome === 'failed' ? 'FAIL' : 'PASS'])
    expect(Object.fromEntries(shown)).toEqual(verdict)
  })

  test('a dry run sends nothing and needs no server', async () => {
    write('mixed.xml', mixed)
    const before = emulator.runs().length
    const { code, stdout } = await cli(['upload', 'mixed.xml', '--dry-run', '--job-name', 'X'])
    expect(code).toBe(0)
    expect(stdout).toContain('no server yet')
    expect(emulator.runs()).toHaveLength(before)
  })

  test('a server that is down: exit 1, and resend finishes it', async () => {
    write('mixed.xml', mixed)
    const gone = await startEmulator({ token })
    await gone.close()
    const failed = await cli(['upload', 'mixed.xml', '--retries', '0'], { ...server(), ZEPHYR_URL: gone.url })
    expect(failed).toMatchObject({ code: 1, stderr: expect.stringContaining('zephyr-report resend') })
    const back = await startEmulator({ token, port: gone.port })
    const again = await cli(['resend'], { ZEPHYR_TOKEN: token })
    expect(again.code, again.stderr).toBe(0)
    expect(back.runs()).toHaveLength(1)
    expect(existsSync(join(folder, 'zephyr-results/upload.receipt.json'))).toBe(true)
    await back.close()
  })

  test('a run that ends without success: exit 3', async () => {
    const slow = await startEmulator({ token, newMs: 60_000 })
    write('mixed.xml', mixed)
    const { code } = await cli(['upload', 'mixed.xml', '--wait', '1'], { ...server(), ZEPHYR_URL: slow.url })
    expect(code).toBe(3)
    await slow.close()
  })

  test('options that are missing are reported all at once: exit 2', async () => {
    write('mixed.xml', mixed)
    const { code, stderr } = await cli(['upload', 'mixed.xml'])
    expect(code).toBe(2)
    for (const name of ['url', 'token', 'projectId', 'cycleName']) expect(stderr).toContain(`${name} is missing`)
  })
})

const bad: [string, string | Buffer, RegExp][] = [
  ['text', 'not xml at all', /text\.xml.*line 1/],
  ['empty', '', /empty\.xml is empty/],
  ['truncated', '<testsuites><testsuite><testcase name="a"', /truncated\.xml.*line 1/],
  ['other', '<html><body/></html>', /other\.xml is an HTML page, no JUnit file: its root is <html>/],
  [
    'latin',
    Buffer.from('<testsuites><testsuite><testcase name="\xfc"/></testsuite></testsuites>', 'latin1'),
    /latin\.xml is not valid utf-8/,
  ],
  [
    'entities',
    '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]><testsuites><testsuite name="&e;"/></testsuites>',
    /entities\.xml.*undefined entity/,
  ],
]

test.each(bad)('%s.xml: exit 2, one clear line, nothing sent', async (name, content, message) => {
  write(`${name}.xml`, content)
  write('good.xml', mixed)
  const before = emulator.runs().length
  const { code, stderr } = await cli(['upload', 'good.xml', `${name}.xml`], server())
  expect(code).toBe(2)
  expect(stderr).toMatch(message)
  expect(stderr.trim().split('\n')).toHaveLength(1)
  expect(emulator.runs()).toHaveLength(before)
  expect(readFileSync(join(folder, 'good.xml'), 'utf8')).toBe(mixed)
})

test.each([
  [
    'declared Latin-1',
    Buffer.from(
      '<?xml version="1.0" encoding="ISO-8859-1"?><testsuites><testsuite><testcase classname="a" name="\xfc"/></testsuite></testsuites>',
      'latin1',
    ),
  ],
  [
    'UTF-16',
    Buffer.from(
      '\ufeff<testsuites><testsuite><testcase classname="a" name="\xfc"/></testsuite></testsuites>',
      'utf16le',
    ),
  ],
])('%s is read', async (_, content) => {
  write('file.xml', content)
  const { stdout, code } = await cli(['preview', 'file.xml'])
  expect(code).toBe(0)
  expect(stdout).toContain('PASS ü')
})

test('no test case, no file, a folder: exit 2', async () => {
  write('none.xml', '<testsuites/>')
  expect(await cli(['upload', 'none.xml'], server())).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('No test case'),
  })
  expect(await cli(['upload', 'nowhere/*.xml'], server())).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('No file'),
  })
  expect(await cli(['upload', '.'], server())).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('is a folder'),
  })
})

test('10,000 levels deep is no crash', async () => {
  write(
    'deep.xml',
    `${'<testsuite name="x">'.repeat(10_000)}<testcase classname="a" name="b"/>${'</testsuite>'.repeat(10_000)}`,
  )
  expect(await cli(['preview', 'deep.xml'])).toMatchObject({ code: 0, stdout: expect.stringContaining('PASS b') })
})

test('a name that a double was given before is kept by the test that spells it', async () => {
  const names = ['x', 'x', 'x (2)', 'y']
  write(
    'a.xml',
    `<testsuite name="s">${names.map((name) => `<testcase classname="c" name="${name}"/>`).join('')}</testsuite>`,
  )
  expect((await cli(['merge', 'a.xml', '-o', 'out.xml'])).code).toBe(0)
  const found = await Array.fromAsync(recordsOf(join(folder, 'out.xml')))
  expect(found.map(({ name }) => name)).toEqual(['x', 'x (3)', 'x (2)', 'y'])
})

describe('the nine operations for people', () => {
  test('jobs list, show, run, status, wait, cancel, delete', async () => {
    write('plain.xml', '<testsuite name="s"><testcase classname="a" name="b"/></testsuite>')
    expect((await cli(['jobs', 'create', 'plain.xml', '--job-name', 'By hand'], server())).stdout).toMatch(
      /Created job "By hand" \(\d+\)/,
    )
    const list = JSON.parse((await cli(['jobs', 'list', '--json'], server())).stdout) as {
      id: number
      jobName: string
    }[]
    const { id } = list.find(({ jobName }) => jobName === 'By hand') ?? { id: 0 }
    expect((await cli(['jobs', 'list'], server())).stdout).toContain('By hand')
    expect((await cli(['jobs', 'show', 'By hand'], server())).stdout).toContain('Regression')
    expect(await cli(['status', String(id)], server())).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('never run'),
    })
    expect((await cli(['jobs', 'run', 'By hand'], server())).code).toBe(0)
    expect(await cli(['wait', 'By hand'], server())).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('ended: complete'),
    })
    expect((await cli(['jobs', 'update', 'By hand', 'plain.xml', '--job-name', 'By hand'], server())).code).toBe(0)
    const status = JSON.parse((await cli(['status', 'By hand', '--json'], server())).stdout) as { id: number }
    expect((await cli(['cancel', String(status.id)], server())).code).toBe(0)
    expect(await cli(['jobs', 'delete', 'By hand'], server())).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('--yes'),
    })
    expect((await cli(['jobs', 'delete', 'By hand', '--yes'], server())).code).toBe(0)
    expect(await cli(['jobs', 'show', 'By hand'], server())).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('No job is named'),
    })
  })

  test('doctor goes through the checks and touches nothing', async () => {
    const before = [emulator.jobs().length, emulator.runs().length]
    const fine = await cli(['doctor'], server())
    expect(fine.code, fine.stdout).toBe(0)
    expect(fine.stdout).toMatch(/ok {3}token: accepted/)
    expect([emulator.jobs().length, emulator.runs().length]).toEqual(before)
    const denied = await cli(['doctor'], { ...server(), ZEPHYR_TOKEN: 'wrong' })
    expect(denied).toMatchObject({ code: 1, stdout: expect.stringContaining('FAIL token') })
  })
})

test('--version and --help load none of the commands', () => {
  const { version } = JSON.parse(readFileSync(join(import.meta.dirname, '../package.json'), 'utf8')) as {
    version: string
  }
  expect(execFileSync(process.execPath, [main, '--version'], { encoding: 'utf8' }).trim()).toBe(version)
  expect(execFileSync(process.execPath, [main, 'upload', '--help'], { encoding: 'utf8' })).toContain('--allow-missing')
})

test('shards become the run they are parts of; a missing one is refused', async () => {
  const { writeResultFile } = await import('@zephyr-reporters/core')
  const file = (name: string) => join(folder, 'tests', name)
  const test = (name: string, title: string, position: number, outcome: 'passed' | 'failed' | 'notRun') => ({
    file: file(name),
    titles: [title],
    position: [position],
    outcome,
    duration: 1,
    failures: outcome === 'failed' ? [{ message: 'm', type: 'E', text: 't' }] : [],
  })
  const all = [
    test('a.spec.js', 'same', 0, 'notRun'),
    test('a.spec.js', 'same', 1, 'passed'),
    test('a.test.js', 'same', 0, 'failed'),
    test('b.test.js', 'L'.repeat(300), 0, 'passed'),
    test('b.test.js', 'L'.repeat(300), 1, 'failed'),
  ]
  const run = { runner: 'jest', root: folder, startedAt: new Date(0) }
  const whole = join(folder, 'whole.xml')
  writeResultFile(whole, { ...run, tests: all })
  const parts = [[all[2], all[0], all[1]], [all[3], all[4]], []]
  parts.forEach((tests, index) => {
    writeResultFile(join(folder, `shard-${index + 1}.xml`), {
      ...run,
      shard: { current: index + 1, total: 3 },
      tests: tests.filter((part) => part !== undefined),
    })
  })
  expect(await cli(['merge', 'shard-1.xml', 'shard-3.xml', '-o', 'out.xml'])).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('Shard 2 of 3 (jest) is missing'),
  })
  expect(
    await cli(['merge', 'shard-1.xml', 'shard-1.xml', 'shard-2.xml', '-o', 'out.xml', '--allow-missing']),
  ).toMatchObject({ code: 0 })
  expect((await cli(['merge', 'shard-*.xml', '-o', 'out.xml'])).code).toBe(0)
  const records = async (path: string) =>
    (await Array.fromAsync(recordsOf(path)))
      .map(({ packageName, name, status }) => `${status} ${packageName} ${name}`)
      .sort()
  expect(await records(join(folder, 'out.xml'))).toEqual(await records(whole))
})
