import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { startReport, type TestRun } from '@zephyr-reporters/core'
import { printInactive } from '@zephyr-reporters/core/report'
import { startEmulator } from '@zephyr-reporters/emulator'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { environment, secret } from './delivery/world.ts'
import { temporaryFolder } from './folder.ts'

// What a reporter's run end does in each state, by the environment alone, as in CI.

let folder: string
let lines: string
beforeEach(() => {
  folder = temporaryFolder()
  lines = ''
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    lines += String(text)
    return true
  })
  for (const name of Object.keys(process.env)) if (name.startsWith('ZEPHYR_')) vi.stubEnv(name, undefined)
})
afterEach(() => {
  vi.restoreAllMocks()
  vi.unstubAllEnvs()
  expect(lines).not.toContain(secret)
})

const set = (env: Record<string, string>) => {
  for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value)
}
const result = (title: string, outcome: 'passed' | 'failed' | 'notRun') => ({
  file: join(folder, 'a.test.js'),
  titles: [title],
  position: [0],
  outcome,
  duration: 1,
  failures: [],
})
const end = async (more: Partial<TestRun> = {}, how = {}) => {
  const run = (): TestRun => ({
    runner: 'jest',
    root: folder,
    startedAt: new Date(0),
    tests: [result('t', 'failed')],
    ...more,
  })
  return (await startReport({ runner: 'jest', run, cwd: folder })).end(how)
}
const file = (name: string) => join(folder, 'zephyr-results', name)

test('wrong options: the file is written, nothing is sent, one message with every problem', async () => {
  const emulator = await startEmulator({ token: secret })
  set(environment(emulator.url, { ZEPHYR_PROJECT_ID: 'PRJ', ZEPHYR_CYCLE_NAME: '' }))
  expect(await end()).toEqual({ failRun: false })
  expect(lines.match(/Error:/g)).toHaveLength(1)
  expect(lines).toMatch(
    /2 options are wrong or missing.*projectId: got "PRJ" from ZEPHYR_PROJECT_ID.*cycleName is missing/s,
  )
  expect(existsSync(file('jest.xml'))).toBe(true)
  expect(emulator.jobs()).toEqual([])
  vi.stubEnv('ZEPHYR_STRICT', 'true')
  expect(await end()).toEqual({ failRun: true })
  await emulator.close()
})

test('a failed delivery leaves the exit code alone, unless strict', async () => {
  set(environment('http://127.0.0.1:9', { ZEPHYR_RETRIES: '0' }))
  expect(await end()).toEqual({ failRun: false })
  expect(lines).toContain('were not delivered')
  vi.stubEnv('ZEPHYR_STRICT', 'true')
  expect(await end()).toEqual({ failRun: true })
  // The first run's results are still there when the second has written its own.
  expect(lines).toContain('An earlier run was not delivered. `npx zephyr-report resend` sends it.')
})

test('an output folder that cannot be written is reported, and the results are delivered from another place', async () => {
  // A file where the folder should be: not even root can write below it.
  writeFileSync(join(folder, 'zephyr-results'), '')
  vi.stubEnv('TMPDIR', join(folder, 'tmp'))
  mkdirSync(join(folder, 'tmp'))
  const emulator = await startEmulator({ token: secret })
  set(environment(emulator.url))
  expect(await end()).toEqual({ failRun: false })
  expect(lines).toMatch(
    /zephyr-results\/jest\.xml cannot be written .*outputFile to a place that can be\. For now the results are in .*\/tmp\/zephyr-results-\w+\/jest\.xml\.\n/,
  )
  expect(emulator.runs()).toHaveLength(1)
  await emulator.close()
})

test('no place to write at all is one clear message, and fails a strict run', async () => {
  writeFileSync(join(folder, 'zephyr-results'), '')
  vi.stubEnv('TMPDIR', join(folder, 'gone'))
  set(environment('http://127.0.0.1:9', { ZEPHYR_STRICT: 'true' }))
  expect(await end()).toEqual({ failRun: true })
  expect(lines).toMatch(/^\[zephyr\] Error: The result file .*jest\.xml cannot be written .*outputFile/)
})

test('dry run: the file, the plan and what Zephyr would record; needs no url or token', async () => {
  vi.stubEnv('ZEPHYR_DRY_RUN', 'true')
  expect(await end()).toEqual({ failRun: false })
  expect(lines).toMatch(
    /Dry run: nothing is sent.*projectId is missing.*Would send jest-<delivery id>\.xml.*would record 1 test case: 0 passed, 1 failed.*FAIL a > t/s,
  )
  expect(existsSync(file('jest.xml'))).toBe(true)
})

test('interrupted: the file is written, nothing is sent, strict or not', async () => {
  set(environment('http://127.0.0.1:9', { ZEPHYR_STRICT: 'true' }))
  expect(await end({}, { interrupted: true })).toEqual({ failRun: false })
  expect(lines).toMatch(/interrupted.*zephyr-report upload/)
  expect(existsSync(file('jest.pending.json'))).toBe(false)
})

test('a shard writes its own file and sends nothing; an empty one too', async () => {
  set(environment('http://127.0.0.1:9'))
  await end({ shard: { current: 2, total: 3 } })
  expect(lines).toMatch(/Shard 2 of 3.*all 3 shards/)
  await end({ shard: { current: 3, total: 3 }, tests: [] })
  expect(readFileSync(file('jest-3-of-3.xml'), 'utf8')).toContain('zephyr-shard="3/3"')
})

test('no test ran: nothing is sent, one line, and what stands there stays', async () => {
  set(environment('http://127.0.0.1:9'))
  mkdirSync(join(folder, 'zephyr-results'))
  writeFileSync(file('jest.receipt.json'), '{}')
  expect(await end({ tests: [] })).toEqual({ failRun: false })
  await end({ tests: [result('t', 'notRun')] })
  expect(lines.match(/No test ran/g)).toHaveLength(2)
})

test('a failed delivery shows where the CI system shows such things, masked', async () => {
  const summary = join(folder, 'summary.md')
  set(environment('http://127.0.0.1:9', { ZEPHYR_RETRIES: '0' }))
  set({ GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: summary })
  await end()
  expect(lines).toMatch(/^::warning title=Zephyr::The results were not delivered/m)
  expect(readFileSync(summary, 'utf8')).toContain('### Zephyr')
  set({ ZEPHYR_STRICT: 'true' })
  await end()
  expect(lines).toMatch(/^::error title=Zephyr::/m)
  set({ GITHUB_ACTIONS: '', TF_BUILD: 'True' })
  await end()
  expect(lines).toMatch(/^##vso\[task\.logissue type=error\]Zephyr: /m)
  set({ TF_BUILD: '', TEAMCITY_VERSION: '2026' })
  await end()
  expect(lines).toMatch(/^##teamcity\[message text='Zephyr: .*' status='ERROR'\]$/m)
})

test('modes that send nothing say so only where a credential is present', async () => {
  await printInactive('watch mode')
  expect(lines).toBe('')
  vi.stubEnv('ZEPHYR_TOKEN', secret)
  await printInactive('watch mode')
  expect(lines).toBe('[zephyr] Nothing is sent to Zephyr in watch mode.\n')
})

test('a translation that throws never throws into the runner', async () => {
  set(environment('http://127.0.0.1:9'))
  const broken = await startReport({
    runner: 'jest',
    cwd: folder,
    run: () => {
      throw new Error('broken translation')
    },
  })
  expect(await broken.end()).toEqual({ failRun: false })
  expect(lines).toContain('broken translation')
})

test('receipt and pending file say from where packages count, and why, without a path of this machine', async () => {
  const emulator = await startEmulator({ token: secret })
  set(environment(emulator.url))
  await end()
  const read = (name: string) => JSON.parse(readFileSync(file(name), 'utf8')).packageRoot
  expect(read('jest.receipt.json')).toEqual({ folder: '../..', from: "the runner's root" })
  await emulator.close()
  set({ ZEPHYR_URL: 'http://127.0.0.1:9', ZEPHYR_RETRIES: '0', ZEPHYR_ROOT: join(folder, 'packages') })
  await end()
  const pending = readdirSync(join(folder, 'packages/zephyr-results')).find((name) => name.endsWith('.pending.json'))
  const { packageRoot } = JSON.parse(readFileSync(join(folder, 'packages/zephyr-results', pending ?? ''), 'utf8'))
  expect(packageRoot).toEqual({ folder: '../..', from: 'root from ZEPHYR_ROOT' })
})
