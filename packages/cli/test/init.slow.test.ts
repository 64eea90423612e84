import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { loadSettings } from '@zephyr-reporters/core'
import { startEmulator } from '@zephyr-reporters/emulator'
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { cli, main } from './cli.ts'
import { startRecorder } from './recorder.ts'
import { atTerminal, hasTerminal, keys } from './terminal.ts'

const token = '1n1t-s3cret-marked'
let emulator: Awaited<ReturnType<typeof startEmulator>>
let folder: string
beforeAll(async () => {
  emulator = await startEmulator({ token })
})
afterAll(() => emulator.close())
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'zephyr-init-'))
  return () => rmSync(folder, { recursive: true })
})

const server = () => ({ ZEPHYR_URL: emulator.url, ZEPHYR_TOKEN: token })
const names = ['--project', 'Web shop', '--release', 'Release 1.0', '--repository-folder', 'Automation > Web']
const at = (name: string) => join(folder, name)
const config = () => JSON.parse(readFileSync(at('zephyr.config.json'), 'utf8'))

/** Every option in it is known, right, and open to everybody. */
function mustBeValid() {
  const schema = join(import.meta.dirname, '../../core/zephyr.config.schema.json')
  const { properties } = JSON.parse(readFileSync(schema, 'utf8'))
  expect(Object.keys(config()).filter((name) => !(name in properties))).toEqual([])
  expect(loadSettings({ runner: 'jest', cwd: folder, env: {} }).problems).toEqual([])
  for (const name of readdirSync(folder))
    if (/\.(json|js|ts)$/.test(name)) expect(readFileSync(at(name), 'utf8')).not.toContain(token)
}

/** Stands for an installed Jest with its reporter: writes what it is told of the environment. */
function installFakeJest() {
  for (const [name, version] of [
    ['jest', '30.0.0'],
    ['@zephyr-reporters/jest', '0.1.0'],
    ['@zephyr-reporters/cli', '0.1.0'],
  ] as const) {
    mkdirSync(at(`node_modules/${name}`), { recursive: true })
    writeFileSync(at(`node_modules/${name}/package.json`), JSON.stringify({ name, version }))
  }
  mkdirSync(at('node_modules/.bin'))
  const script = `#!/usr/bin/env node
const { mkdirSync, writeFileSync } = require('node:fs')
mkdirSync('zephyr-results')
writeFileSync('zephyr-results/jest.xml', JSON.stringify([process.env.ZEPHYR_DRY_RUN, process.env.ZEPHYR_TOKEN ?? null]))
console.log('one test failed')
process.exit(1)
`
  writeFileSync(at('node_modules/.bin/jest'), script, { mode: 0o755 })
}

function useJest() {
  writeFileSync(at('package.json'), JSON.stringify({ name: 'shop', devDependencies: { jest: '30' } }))
  writeFileSync(at('jest.config.js'), 'module.exports = {\n  bail: 1,\n}\n')
}

describe('--yes', () => {
  test('chooses by name, writes the file without the token, adds the reporter, says what is left to do', async () => {
    writeFileSync(at('package.json'), JSON.stringify({ name: 'shop', devDependencies: { jest: '30', vitest: '5' } }))
    writeFileSync(at('jest.config.js'), "export default {\n  testEnvironment: 'node',\n}\n")
    writeFileSync(at('vitest.config.ts'), 'export default { test: shared }\n')
    mkdirSync(at('.github/workflows'), { recursive: true })
    writeFileSync(at('.gitignore'), 'node_modules\n')
    const { code, stdout, stderr } = await cli(folder, ['init', '--yes', ...names], server())
    expect(code, stderr).toBe(0)
    expect(stdout + stderr).not.toContain(token)
    expect(config()).toMatchObject({
      url: emulator.url,
      projectId: 1,
      releaseId: 11,
      repositoryTreeId: 34,
      repositoryPath: 'Release 1.0 > Automation > Web',
      jobName: 'shop tests',
    })
    mustBeValid()
    expect(readFileSync(at('jest.config.js'), 'utf8')).toContain("reporters: ['default', '@zephyr-reporters/jest'],")
    expect(stdout).toContain('Jest: added the reporter to jest.config.js.')
    // What is not sure is left to the user, with the line.
    expect(readFileSync(at('vitest.config.ts'), 'utf8')).not.toContain('zephyr')
    expect(stdout).toContain("to vitest.config.ts:\n  reporters: ['default', '@zephyr-reporters/vitest']")
    expect(stdout).toContain(
      'npm install --save-dev @zephyr-reporters/jest @zephyr-reporters/vitest @zephyr-reporters/cli\n',
    )
    expect(stdout).toContain('For GitHub Actions:\n')
    expect(stdout).toContain('Add zephyr-results/ to .gitignore')
    expect(stdout).toContain('ZEPHYR_DRY_RUN=true npx jest')
  })

  test('ends with a dry run of the tests where the reporter is installed; the token is kept from it', async () => {
    useJest()
    installFakeJest()
    const { code, stdout, stderr } = await cli(folder, ['init', '--yes', ...names], server())
    expect(code, stderr).toBe(0)
    expect(stdout).toContain('one test failed')
    expect(JSON.parse(readFileSync(at('zephyr-results/jest.xml'), 'utf8'))).toEqual(['true', null])
    expect(stdout).toMatch(/the dry run wrote zephyr-results\/jest\.xml.*\n {2}npx zephyr-report preview/)
    rmSync(at('zephyr-results'), { recursive: true })
    const none = await cli(folder, ['init', '--yes', '--no-run', ...names], server())
    expect(none.stdout).toContain('the reporter stands in jest.config.js already')
    expect(none.stdout).toContain('ZEPHYR_DRY_RUN=true npx jest')
    expect(existsSync(at('zephyr-results'))).toBe(false)
    writeFileSync(at('node_modules/.bin/jest'), '#!/bin/sh\nexit 3\n', { mode: 0o755 })
    const broken = await cli(folder, ['init', '--yes', ...names], server())
    expect(broken).toMatchObject({ code: 0, stdout: expect.stringContaining('ended with 3 and wrote no results') })
  })

  test.skipIf(process.platform === 'win32')('Ctrl+C ends the dry run with all that it started', async () => {
    useJest()
    installFakeJest()
    // A process below the runner that goes on counting while it lives.
    const counting = '(n=0; while :; do n=$((n+1)); echo $n > beat; sleep 0.05; done) &'
    writeFileSync(at('node_modules/.bin/jest'), `#!/bin/sh\n${counting}\nwait\n`, { mode: 0o755 })
    const { PATH = '', HOME = '' } = process.env
    const env = { PATH, HOME, ...server() }
    const child = spawn(process.execPath, [main, 'init', '--yes', ...names], { cwd: folder, env, stdio: 'ignore' })
    await vi.waitFor(() => expect(existsSync(at('beat'))).toBe(true), { timeout: 20_000 })
    child.kill('SIGINT')
    expect(await new Promise((resolve) => child.once('close', resolve))).toBe(130)
    const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))
    await sleep(300)
    const last = readFileSync(at('beat'), 'utf8')
    await sleep(500)
    expect(readFileSync(at('beat'), 'utf8')).toBe(last)
  })

  test('a configuration in code is not ours to change', async () => {
    writeFileSync(at('zephyr.config.mjs'), 'export default { projectId: 1 }')
    const { code, stderr } = await cli(folder, ['init', '--yes', ...names], server())
    expect({ code, stderr }).toMatchObject({ code: 2, stderr: expect.stringContaining('zephyr.config.mjs') })
    expect(existsSync(at('zephyr.config.json'))).toBe(false)
  })

  test('what stands in the file stays, with its placeholders; a flag wins over it', async () => {
    writeFileSync(at('zephyr.config.json'), JSON.stringify({ jobName: 'web {branch}', strict: true, projectId: 2 }))
    const { code, stderr } = await cli(folder, ['init', '--yes', ...names], server())
    expect(code, stderr).toBe(0)
    expect(config()).toMatchObject({ jobName: 'web {branch}', strict: true, projectId: 1 })
    mustBeValid()
    const before = readFileSync(at('zephyr.config.json'), 'utf8')
    const unknown = await cli(folder, ['init', '--yes', '--project', 'Nowhere'], server())
    expect(unknown).toMatchObject({ code: 2, stderr: expect.stringContaining('"Web shop" (1), "Mobile app" (2)') })
    expect(readFileSync(at('zephyr.config.json'), 'utf8')).toBe(before)
    // All that is needed stands there: no server is asked.
    const offline = await cli(folder, ['init', '--yes'], { ZEPHYR_URL: 'http://127.0.0.1:9' })
    expect(offline.code, offline.stderr).toBe(0)
    expect(config()).toMatchObject({ projectId: 1, jobName: 'web {branch}' })
  })

  test.each([
    ['a choice is left open', [], {}, 2, 'Which project? Say --project. There is: "Web shop" (1)'],
    ['no server', names, { ZEPHYR_URL: '' }, 2, 'Which server?'],
    ['a token that is refused', names, { ZEPHYR_TOKEN: 'wrong' }, 1, 'refused the login (401)'],
    ['no token', names, { ZEPHYR_TOKEN: '' }, 2, 'say its id'],
    ['a wrong file', names, {}, 2, 'retries: got "many"', '{"retries":"many"}'],
  ])('%s: nothing is written', async (_, args, env, code, message, file = '') => {
    if (file) writeFileSync(at('zephyr.config.json'), file)
    const ran = await cli(folder, ['init', '--yes', ...args], { ...server(), ...env })
    expect(ran.code).toBe(code)
    expect(ran.stderr.toLowerCase()).toContain(message.toLowerCase())
    expect(readdirSync(folder)).toEqual(file ? ['zephyr.config.json'] : [])
  })

  test('--json and --dry-run', async () => {
    useJest()
    const dry = await cli(folder, ['init', '--yes', '--dry-run', '--json', ...names], server())
    expect(JSON.parse(dry.stdout)).toMatchObject({ dryRun: true, config: { projectId: 1 } })
    expect(readdirSync(folder).sort()).toEqual(['jest.config.js', 'package.json'])
    installFakeJest()
    const { stdout } = await cli(folder, ['init', '--yes', '--json', ...names], server())
    expect(JSON.parse(stdout)).toMatchObject({
      file: 'zephyr.config.json',
      runners: [{ runner: 'jest', added: true }],
      dryRuns: [{ exit: 1, file: 'zephyr-results/jest.xml' }],
    })
  })

  test('without a terminal there is nobody to ask', async () => {
    expect(await cli(folder, ['init'], {})).toMatchObject({ code: 2, stderr: expect.stringContaining('--yes') })
  })
})

// At a real terminal, where the machine has the command that gives one.
describe.skipIf(!hasTerminal)('at a terminal', () => {
  test('asks step by step, names to choose from, and a dry run at the end', async () => {
    useJest()
    installFakeJest()
    writeFileSync(at('.gitignore'), 'node_modules')
    const gone = await startEmulator({ token })
    await gone.close()
    const terminal = atTerminal(folder, ['init'])
    await terminal.answer('Address of your Zephyr server', keys.clear, 'nonsense', keys.enter)
    await terminal.answer('An address such as', keys.clear, gone.url, keys.enter)
    // Nothing is there: told before a token goes anywhere.
    await terminal.answer('Zephyr is not reached')
    await terminal.answer('Address of your Zephyr server', keys.clear, emulator.url, keys.enter)
    await terminal.answer('API token, to look names up', 'wr0ng-s3cret-marked', keys.enter)
    await terminal.answer('refused the login (401)')
    await terminal.answer('API token, to look names up', token, keys.enter)
    await terminal.answer('Which project?', keys.enter)
    await terminal.answer('Which release?', keys.down, keys.enter)
    await terminal.answer('Which repository folder?', keys.enter)
    await terminal.answer('Name of the automation job', keys.enter)
    await terminal.answer('Test cycle', keys.clear, 'Nightly', keys.enter)
    await terminal.answer('Add zephyr-results/ to .gitignore?', keys.enter)
    await terminal.answer('Run your Jest tests now', keys.enter)
    expect(await terminal.ended).toBe(0)
    expect(terminal.text()).toContain('one test failed')
    expect(terminal.text()).not.toMatch(/s3cret/)
    expect(readFileSync(at('.gitignore'), 'utf8')).toBe('node_modules\nzephyr-results/\n')
    expect(config()).toMatchObject({
      projectId: 1,
      releaseId: 12,
      repositoryTreeId: 42,
      jobName: 'shop tests',
      cycleName: 'Nightly',
    })
    expect(config().repositoryPath).toBe('Release 2.0 > Automation')
    mustBeValid()
  }, 60_000)

  test('ids are typed where the server lists nothing', async () => {
    const bare = await startRecorder(emulator.url, (asked, response) => {
      if (/automation/.test(asked)) return false
      response.setHeader('content-type', 'application/json')
      if (asked.includes('preference')) response.end('[{"value":"true"}]')
      else response.writeHead(403).end('{}')
      return true
    })
    const terminal = atTerminal(folder, ['init'], { ZEPHYR_URL: bare.url, ZEPHYR_TOKEN: token })
    await terminal.answer('Id of the project', 'six', keys.enter)
    await terminal.answer('A whole number', keys.clear, '6', keys.enter)
    await terminal.answer('Id of the release', '11', keys.enter)
    await terminal.answer('Id of the repository folder', '32', keys.enter)
    await terminal.answer('Its path', 'Release 1.0 > Automation', keys.enter)
    await terminal.answer('Name of the automation job', keys.enter)
    await terminal.answer('Test cycle', keys.enter)
    await terminal.answer('this server asks for one', 'Chrome', keys.enter)
    expect(await terminal.ended).toBe(0)
    expect(config()).toMatchObject({
      environment: 'Chrome',
      projectId: 6,
      releaseId: 11,
      repositoryTreeId: 32,
      repositoryPath: 'Release 1.0 > Automation',
    })
    mustBeValid()
    await bare.close()
  }, 60_000)

  test('without the server, everything can be typed', async () => {
    const gone = await startEmulator({ token })
    await gone.close()
    const terminal = atTerminal(folder, ['init'], { ZEPHYR_TOKEN: token })
    await terminal.answer('Address of your Zephyr server', keys.clear, gone.url, keys.enter)
    await terminal.answer('Or give it again')
    await terminal.answer('Address of your Zephyr server', keys.enter)
    await terminal.answer('Id of the project', '6', keys.enter)
    await terminal.answer('Id of the release', '11', keys.enter)
    await terminal.answer('Id of the repository folder', '32', keys.enter)
    await terminal.answer('Its path', 'R > A', keys.enter)
    await terminal.answer('Name of the automation job', keys.enter)
    await terminal.answer('Test cycle', keys.enter)
    expect(await terminal.ended).toBe(0)
    expect(config()).toMatchObject({ url: gone.url, projectId: 6, repositoryPath: 'R > A' })
    mustBeValid()
  }, 60_000)

  test('Ctrl+C at any question writes nothing', async () => {
    useJest()
    for (const last of ['Which project?', 'Test cycle']) {
      const terminal = atTerminal(folder, ['init'], server())
      for (const question of [
        'Which project?',
        'Which release?',
        'Which repository folder?',
        'Name of the',
        'Test cycle',
      ]) {
        await terminal.answer(question, question === last ? keys.interrupt : keys.enter)
        if (question === last) break
      }
      expect(await terminal.ended).toBe(2)
      expect(terminal.text()).toContain('nothing was written')
      expect(readdirSync(folder).sort()).toEqual(['jest.config.js', 'package.json'])
      expect(readFileSync(at('jest.config.js'), 'utf8')).not.toContain('zephyr')
    }
  }, 60_000)

  test('a long list is searched by typing', async () => {
    const projects = Array.from({ length: 30 }, (_, n) => ({
      id: 100 + n,
      name: `Project ${n}`,
      releases: [{ id: 500 + n, name: 'Only', folders: [{ id: 900 + n, name: 'Here' }] }],
    }))
    const large = await startEmulator({ token, world: { projects } })
    const terminal = atTerminal(folder, ['init'], { ZEPHYR_URL: large.url, ZEPHYR_TOKEN: token, ZEPHYR_JOB_NAME: 'x' })
    await terminal.answer('Which project?', '2', '7', keys.enter)
    await terminal.answer('Which release?', keys.enter)
    await terminal.answer('Which repository folder?', keys.enter)
    await terminal.answer('Test cycle', keys.enter)
    expect(await terminal.ended).toBe(0)
    expect(config()).toMatchObject({ projectId: 127, releaseId: 527, repositoryTreeId: 927 })
    await large.close()
  }, 60_000)
})
