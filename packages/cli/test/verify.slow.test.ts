import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Emulator, startEmulator } from '@zephyr-reporters/emulator'
import { afterAll, beforeAll, beforeEach, expect, onTestFinished, test } from 'vitest'
import { cli } from './cli.js'

// verify and calibrate, against an emulator with other rules and other manners.

let emulator: Emulator
let folder: string
beforeAll(async () => {
  emulator = await startEmulator({ newMs: 1, queuedMs: 1 })
})
afterAll(() => emulator.close())
beforeEach(() => {
  emulator.setHabits({})
  folder = mkdtempSync(join(tmpdir(), 'zephyr-verify-'))
  writeFileSync(
    join(folder, 'in.xml'),
    `<testsuites><testsuite name="s"><testcase classname="a.b" name="adds"/><testcase classname="a.b" name="pays"><failure>no</failure></testcase>
    <testcase classname="a.c" name="adds"/><testcase classname="a.c" name="R&amp;D  &lt;x&gt;"/></testsuite></testsuites>`,
  )
  return () => rmSync(folder, { recursive: true })
})

const env = (job: string) => ({
  ZEPHYR_URL: emulator.url,
  ZEPHYR_TOKEN: emulator.token,
  ZEPHYR_PROJECT_ID: '1',
  ZEPHYR_RELEASE_ID: '11',
  ZEPHYR_JOB_NAME: job,
  ZEPHYR_CYCLE_NAME: `Cycle of ${job}`,
  ZEPHYR_REPOSITORY_PATH: 'Release 1.0 > Automation',
  ZEPHYR_REPOSITORY_TREE_ID: '32',
})
const receipt = () => JSON.parse(readFileSync(join(folder, 'zephyr-results/upload.receipt.json'), 'utf8'))

test.each([
  ['in one page', {}],
  ['in pages of one, as bare arrays', { reads: { pageSize: 1, shape: 'array' } }],
] as const)('what was recorded is read back %s, and later again', async (_, habits) => {
  emulator.setHabits(habits)
  const uploaded = await cli(folder, ['upload', 'in.xml', '--verify'], env('Verified'))
  expect(uploaded.stderr).toContain('Verified: all 4 test cases are recorded as sent.')
  expect(uploaded.code).toBe(0)
  expect(receipt()).toMatchObject({ verified: true, state: 'finished', verification: { right: 4, wrong: [] } })
  const later = await cli(folder, ['verify'], env('Verified'))
  expect(later.stdout).toContain('Verified: all 4 test cases are recorded as sent.')
  expect(later.code).toBe(0)
  const named = await cli(folder, ['verify', 'zephyr-results/upload.xml', '--json'], env('Verified'))
  expect(JSON.parse(named.stdout)).toMatchObject([{ verification: { verified: true, right: 4 } }])
})

test('a delivery that did not wait is verified by the run that the job shows, once it has ended', async () => {
  // Slow enough that the run has no cycle yet when the receipt is written.
  const slow = await startEmulator({ newMs: 3000, queuedMs: 1 })
  onTestFinished(() => slow.close())
  const later = { ...env('Later'), ZEPHYR_URL: slow.url, ZEPHYR_TOKEN: slow.token }
  await cli(folder, ['upload', 'in.xml'], later)
  expect(receipt().cycleId).toBeUndefined()
  await cli(folder, ['wait', 'Later'], later)
  const verified = await cli(folder, ['verify'], later)
  expect(verified.stdout).toContain('Verified: all 4 test cases are recorded as sent.')
  expect(verified.code).toBe(0)
})

test('what a server records otherwise is a difference, test case by test case: exit 3', async () => {
  const { json } = JSON.parse(await (await fetch(`${emulator.url}/api/templates/junit`)).text())
  const [template] = JSON.parse(json)
  const ours = JSON.stringify([{ ...template, skipTestcaseNames: 'pays' }])
  await fetch(`${emulator.url}/api/templates/ours`, { method: 'PUT', body: ours })
  const ofOurs = { ...env('Otherwise'), ZEPHYR_AUTOMATION_FRAMEWORK: 'ours' }
  const uploaded = await cli(folder, ['upload', 'in.xml', '--verify', '--json'], ofOurs)
  expect(uploaded.stderr).toContain('recorded 0 of 4 test cases otherwise, and 1 not at all.')
  expect(uploaded.stderr).toContain('  a > b > pays: sent as FAIL, is not there')
  expect(uploaded.code).toBe(3)
  expect(JSON.parse(uploaded.stdout)).toMatchObject({
    status: 'ended without success',
    receipt: { verified: true, verification: { right: 3, missing: [{ name: 'pays', expected: 'FAIL' }] } },
  })
  expect((await cli(folder, ['verify'], ofOurs)).code).toBe(3)
})

test('a server that refuses the reads is not verified: a warning, and exit 1 of verify', async () => {
  emulator.setHabits({ reads: { refused: true } })
  const uploaded = await cli(folder, ['upload', 'in.xml', '--verify'], env('Refused'))
  expect(uploaded.code).toBe(0)
  expect(uploaded.stderr).toMatch(/Warning: Not verified: .*403/)
  expect(receipt()).toMatchObject({ verified: false, verification: { verified: false } })
  expect((await cli(folder, ['verify'], env('Refused'))).code).toBe(1)
})

test('a receipt of another server, and none at all: exit 2, nothing is asked', async () => {
  expect((await cli(folder, ['verify'], env('None'))).code).toBe(2)
  await cli(folder, ['upload', 'in.xml'], env('Moved'))
  const asked = emulator.requests().length
  const moved = await cli(folder, ['verify'], { ...env('Moved'), ZEPHYR_URL: 'http://127.0.0.1:9' })
  expect(moved).toMatchObject({ code: 2, stderr: expect.stringContaining('nothing was asked') })
  expect(emulator.requests().length).toBe(asked)
})

test.each([
  [
    'stock',
    {
      skipped: 'passed',
      error: 'passed',
      nestedSuiteRecords: 2,
      sameNameRecords: 2,
      longName: 'cut',
      dotsMakeFolders: 'yes',
    },
  ],
  ['skipped-aware', { skipped: 'not executed' }],
  ['error-aware', { error: 'failed' }],
] as const)('calibrate measures the rules of a server that is %s, and leaves no job', async (rules, expected) => {
  emulator.setHabits({ parser: { rules } })
  const jobs = emulator.jobs().length
  const measured = await cli(folder, ['calibrate', '--yes', '--json'], env('Any'))
  expect(measured.stderr).not.toContain('Error')
  expect(measured.code).toBe(0)
  expect(JSON.parse(measured.stdout)).toMatchObject({ rules: expected, problems: [], isJobDeleted: true })
  expect(emulator.jobs()).toHaveLength(jobs)
  const file = JSON.parse(readFileSync(join(folder, 'zephyr.server.json'), 'utf8'))
  expect(file).toMatchObject({ server: new URL(emulator.url).origin, rules: expected })
})

test('calibrate asks before it makes anything, and keeps nothing of a server that cannot be read', async () => {
  const asked = await cli(folder, ['calibrate'], env('Any'))
  expect(asked.code).toBe(2)
  emulator.setHabits({ reads: { refused: true } })
  const refused = await cli(folder, ['calibrate', '--yes'], env('Any'))
  expect(refused.code).toBe(1)
  expect(existsSync(join(folder, 'zephyr.server.json'))).toBe(false)
  expect(emulator.jobs().filter(({ detail }) => detail.jobName === 'zephyr-report calibrate')).toEqual([])
})

test('preview with the parser template that the server has, by the name of the framework', async () => {
  const stock = await cli(folder, ['preview', 'in.xml', '--template', 'server'], env('Any'))
  expect(stock.stdout).toContain('This template records 4 test cases.')
  expect(stock.code).toBe(0)
  const { json } = JSON.parse(await (await fetch(`${emulator.url}/api/templates/junit`)).text())
  const [template] = JSON.parse(json)
  const ours = JSON.stringify([{ ...template, skipTestcaseNames: 'pays' }])
  await fetch(`${emulator.url}/api/templates/theirs`, { method: 'PUT', body: ours })
  const args = ['preview', 'in.xml', '--template', 'server', '--automation-framework']
  const named = await cli(folder, [...args, 'theirs'], env('Any'))
  expect(named.stdout).toContain('This template records 3 test cases.')
  const unknown = await cli(folder, [...args, 'other'], env('Any'))
  expect(unknown).toMatchObject({ code: 2, stderr: expect.stringContaining('It has: ') })
  emulator.setHabits({ reads: { refused: true } })
  const refused = await cli(folder, ['preview', 'in.xml', '--template', 'server'], env('Any'))
  expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining('403') })
  expect((await cli(folder, ['preview', 'in.xml', '--template', 'server'])).code).toBe(2)
})
