import { spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import type { Command } from 'commander'
import { beforeEach, describe, expect, test } from 'vitest'
import { withValues } from '../src/flags.ts'
import { createProgram } from '../src/program.ts'
import { cli, main } from './cli.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'zephyr-program-'))
  return () => rmSync(folder, { recursive: true })
})

function commandsOf(command: Command, path: string[] = []): string[][] {
  return command.commands.flatMap((child) => {
    const at = [...path, child.name()]
    return [at, ...commandsOf(child, at)]
  })
}

describe('help', () => {
  test.each(commandsOf(createProgram()).map((path) => [path.join(' '), path] as const))('%s', async (name, path) => {
    const { code, stdout, stderr } = await cli(folder, [...path, '--help'])
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(stdout).toContain(`Usage: zephyr-report ${name}`)
    const [, examples = ''] = stdout.split('Examples:\n')
    expect(examples).toContain(name === 'completion' ? 'zephyr-report ' : `npx zephyr-report ${name}`.trim())
    // Nobody reads colours out of a pipe.
    expect(stdout).not.toContain('\u001b')
    if (name !== 'jobs' && name !== 'completion') expect(stdout).toContain('--json')
  })

  // A script whose command came out empty has delivered nothing, and must not go on as if it had.
  test.each([[[]], [['jobs']]])('%j without a command: the help on stderr, exit 2', async (args: string[]) => {
    const usage = ['Usage: zephyr-report', ...args].join(' ')
    expect(await cli(folder, args)).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining(usage) })
  })
})

test('on a Node that is too old: one line that names the Node needed, exit 2', () => {
  const script = `Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '18.20.8' } })
    await import(${JSON.stringify(pathToFileURL(main).href)})`
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
    encoding: 'utf8',
  })
  expect({ status, stdout, stderr }).toEqual({
    status: 2,
    stdout: '',
    stderr: 'zephyr-report: needs Node 20.19 or newer, and this is 18.20.8.\n',
  })
})

describe('wrong calls: exit 2, what was meant, and a document for machines', () => {
  test.each([
    [['uplaod', 'x.xml'], /unknown command 'uplaod'[\s\S]*Did you mean upload\?/],
    [['jobs', 'lsit'], /unknown command 'lsit'[\s\S]*Did you mean list\?/],
    [['status', '--job-nam', 'x'], /unknown option '--job-nam'[\s\S]*Did you mean --job-name\?/],
    [['upload'], /missing required argument 'file'/],
    [['merge', 'a.xml'], /required option '-o, --output <file>' not specified/],
    [['cancel', '1', '2'], /too many arguments/],
  ])('%j', async (args, message) => {
    const plain = await cli(folder, args)
    expect(plain).toMatchObject({ code: 2, stdout: '' })
    expect(plain.stderr).toMatch(message)
    expect(plain.stderr).toMatch(/^zephyr-report: [\s\S]*\nSee `npx zephyr-report .*--help`\.\n$/)
    const json = await cli(folder, [...args, '--json'])
    expect(json.code).toBe(2)
    expect(JSON.parse(json.stdout)).toMatchObject({ error: { kind: 'usage', message: expect.stringMatching(message) } })
  })

  test('wrong options too', async () => {
    const { code, stdout, stderr } = await cli(folder, ['status', '--project-id', 'six', '--retries', '-1', '--json'])
    expect(code).toBe(2)
    const { error } = JSON.parse(stdout)
    expect(error.message).toContain('projectId: got "six" from --project-id')
    expect(error.message).toContain('retries')
    expect(stderr).toContain(error.message)
  })
})

test.each([
  [
    ['upload', '--dry-run', 'results.xml'],
    ['upload', '--dry-run=true', 'results.xml'],
  ],
  [
    ['upload', '--dry-run', 'off', 'results.xml'],
    ['upload', '--dry-run=off', 'results.xml'],
  ],
  [
    ['upload', '--wait', 'results.xml'],
    ['upload', '--wait=true', 'results.xml'],
  ],
  [
    ['upload', '--wait', '30', 'results.xml'],
    ['upload', '--wait=30', 'results.xml'],
  ],
  [
    ['upload', '--wait=5', '--strict', '--json'],
    ['upload', '--wait=5', '--strict=true', '--json'],
  ],
  [
    ['upload', '--', '--dry-run'],
    ['upload', '--', '--dry-run'],
  ],
  [
    ['upload', 'results.xml', '--wait'],
    ['upload', 'results.xml', '--wait=true'],
  ],
])('%j: a flag takes no file for its value', (given, spelled) => {
  expect(withValues(given)).toEqual(spelled)
})

test.each([
  [['preview', '--html', 'results.xml'], 'npx zephyr-report preview results.xml --html preview.html'],
  [['merge', '-o', 'results.xml'], 'npx zephyr-report merge results.xml --output all.xml'],
])('%j: a file that was taken for the output is named, with the command that was meant', async (args, meant) => {
  const { code, stderr } = await cli(folder, args)
  expect(code).toBe(2)
  expect(stderr).toContain(`takes the file to write, and results.xml was taken for it: ${meant}`)
})

describe('--dotenv', () => {
  test('sets what is not set, and its token is masked too', async () => {
    const secret = 'env-f1le-s3cret'
    const lines = [`ZEPHYR_TOKEN="${secret}"`, 'ZEPHYR_PROJECT_ID=six', '# a comment', 'ZEPHYR_RELEASE_ID=eleven']
    writeFileSync(join(folder, '.env'), `${lines.join('\n')}\n`)
    const { code, stderr } = await cli(folder, ['status', secret, '--dotenv', '.env'], { ZEPHYR_PROJECT_ID: 'seven' })
    expect(code).toBe(2)
    expect(stderr).toContain('projectId: got "seven" from ZEPHYR_PROJECT_ID')
    expect(stderr).toContain('releaseId: got "eleven" from ZEPHYR_RELEASE_ID')
    const named = await cli(folder, ['merge', secret, '-o', 'x.xml', '--dotenv', '.env'], {
      ZEPHYR_PROJECT_ID: '1',
      ZEPHYR_RELEASE_ID: '2',
    })
    expect(named.code).toBe(2)
    expect(named.stderr).toContain('***')
    expect(named.stdout + named.stderr).not.toContain(secret)
  })

  test('that cannot be read is a usage error', async () => {
    expect(await cli(folder, ['status', '--dotenv', 'absent.env'])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('--dotenv absent.env cannot be read'),
    })
  })
})

test("names in other people's files move no cursor, and give a CI system no command", async () => {
  const name = '\u009B2J ##vso[task.complete]'
  writeFileSync(
    join(folder, 'r.xml'),
    `<testsuite name="s"><testcase classname="::error::x" name="${name}"/></testsuite>`,
  )
  const { code, stdout } = await cli(folder, ['preview', 'r.xml'])
  expect(code).toBe(0)
  expect(stdout).toContain('# #vso[task.complete]')
  expect(stdout).not.toMatch(/\u009B|##vso|^\s*::/m)
})

test('upload --dry-run FILE reads the file and sends nothing', async () => {
  writeFileSync(join(folder, 'results.xml'), '<testsuite name="s"><testcase classname="a" name="b"/></testsuite>')
  const { code, stdout, stderr } = await cli(folder, ['upload', '--dry-run', 'results.xml'])
  expect(code, stderr).toBe(0)
  expect(stdout).toContain('Zephyr would record 1 test case')
})

test.each([
  ['a proxy that is no address', { HTTPS_PROXY: 'http://a b' }, /HTTPS_PROXY is no .*address/],
  ['a login that Basic cannot carry', { ZEPHYR_USERNAME: 'ü', ZEPHYR_PASSWORD: 'x', ZEPHYR_TOKEN: '' }, /ASCII/],
  ['a certificate that is not there', { ZEPHYR_CLIENT_CERT: 'no.pem', ZEPHYR_CLIENT_KEY: 'no.key' }, /no\.pem/],
])('%s is a matter of configuration: exit 2', async (_, env, message) => {
  const server = { ZEPHYR_URL: 'https://zephyr.invalid', ZEPHYR_TOKEN: 'a-long-token' }
  const { code, stderr } = await cli(folder, ['status', '1'], { ...server, ...env })
  expect(stderr).toMatch(message)
  expect(code).toBe(2)
})

test('--version and --help load neither commands nor core', async () => {
  for (const args of [['--version'], ['--help'], ['upload', '--help']]) {
    const coverage = join(folder, args.join(''))
    expect((await cli(folder, args, { NODE_V8_COVERAGE: coverage })).code).toBe(0)
    const [file = ''] = readdirSync(coverage)
    const { result } = JSON.parse(readFileSync(join(coverage, file), 'utf8'))
    const loaded: string[] = result
      .map(({ url }: { url: string }) => url)
      .filter((url: string) => url.startsWith('file:'))
    // The bundler names in each file the sources that it put there.
    const sources = loaded.flatMap((url) =>
      Array.from(readFileSync(fileURLToPath(url), 'utf8').matchAll(/^\/\/ (src\/.*)$/gm), ([, source]) => source),
    )
    expect(sources).toContain('src/program.ts')
    expect(loaded.filter((url) => /\/core\/|parser-template/.test(url))).toEqual([])
    // The commands stand in folders; what every start needs does not.
    expect(sources.filter((source) => source?.split('/').length !== 2 || source === 'src/command.ts')).toEqual([])
  }
})

test('a reader that closes early is no crash', async () => {
  const cases = Array.from({ length: 20_000 }, (_, n) => `<testcase classname="a" name="case ${n}"/>`).join('')
  writeFileSync(join(folder, 'big.xml'), `<testsuite name="s">${cases}</testsuite>`)
  const child = spawn(process.execPath, [main, 'preview', 'big.xml'], { cwd: folder })
  let stderr = ''
  child.stderr.on('data', (piece) => {
    stderr += piece
  })
  child.stdout.once('data', () => child.stdout.destroy())
  await new Promise((resolve) => child.once('close', resolve))
  expect(stderr).toBe('')
})
