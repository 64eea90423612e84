import { execFileSync } from 'node:child_process'
import { copyFile, mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { startEmulator } from '@zephyr-reporters/emulator'
import { expect, test } from 'vitest'
import { differences, often } from '../harness/project.ts'
import { args, checked, dryRun, newest, scenarios, vitestProject } from './vitest.ts'

const online = { ZEPHYR_TOKEN: 'a-marked-token', ZEPHYR_URL: 'http://127.0.0.1:9', ZEPHYR_JOB_ID: '1' }
const due = (suite: string) => scenarios(newest).find(({ name }) => name === suite)?.rows ?? []
const told = (stderr: string) => stderr.split('\n').filter((line) => line.startsWith('[zephyr]'))
const short = (records: { status: string; packageName: string; name: string }[]) =>
  records.map(({ status, packageName, name }) => `${status} ${packageName} | ${name}`).sort()

test.concurrent('in-source tests are tests of their file', async () => {
  const { run, records } = await vitestProject('modes')
  await run(args, { env: dryRun })
  expect(short(await records())).toEqual([
    'FAIL a | fails',
    'FAIL src.sum | in source',
    'PASS a | comes after',
    'PASS a | passes',
    'PASS b | in another file',
  ])
})

test.concurrent('bail: what ran is sent as a run, what was cut off is never a pass', async () => {
  const { run, records } = await vitestProject('modes')
  const { stderr } = await run([...args, '--bail=1', 'a.test', 'b.test'], { env: dryRun })
  const found = short(await records())
  expect(found).toContain('FAIL a | fails')
  expect(found).not.toContain('PASS a | comes after')
  expect(stderr).toContain('would record')
  expect(stderr).not.toContain('interrupted')
})

test.concurrent('merge-reports: the blobs of two shards are the unsharded run', async () => {
  const { run, records } = await vitestProject('projects')
  for (const shard of ['1/2', '2/2']) await run([...args, `--shard=${shard}`, '--reporter=blob'])
  await run(['run', '--merge-reports', '--reporter=@zephyr-reporters/vitest'], { env: dryRun })
  expect(differences(await records(), due('projects'))).toEqual([])
})

test.concurrent.each(often(['3.0.0', newest], ['3.2.7', '4.1.12']))(
  'merge-reports, Vitest %s: blobs recorded in other folders are the unsharded run of this one',
  async (version) => {
    const here = await vitestProject('merge', version)
    await mkdir(join(here.folder, 'blobs'))
    for (const shard of ['1/2', '2/2']) {
      const there = await vitestProject('merge', version)
      await there.run([...args, `--shard=${shard}`, '--reporter=blob', '--outputFile=blob.json'])
      await copyFile(join(there.folder, 'blob.json'), join(here.folder, `blobs/${shard.replace('/', '-of-')}.json`))
      await rm(there.folder, { recursive: true })
    }
    await here.run([...args, '--merge-reports=blobs'], { env: dryRun })
    expect(short(await here.records())).toEqual([
      'FAIL tests.breaks | breaks',
      'FAIL tests.hook | group > [hook failed]',
      'FAIL tests.import | [test file failed to run]',
      'PASS tests.works | works',
    ])
  },
)

test.concurrent('an environment’s result is never another one’s: VITEST_BLOB_LABEL, merged together, alone, or not at all', async () => {
  const { run, records, folder } = await vitestProject('merge')
  await mkdir(join(folder, 'blobs'))
  for (const label of ['linux', 'windows'])
    await run([...args, 'works', '--reporter=blob', `--outputFile=blobs/${label}.json`], {
      env: { VITEST_BLOB_LABEL: label },
    })
  await run([...args, '--merge-reports=blobs'], { env: dryRun })
  expect(short(await records())).toEqual(['PASS linux.tests.works | works', 'PASS windows.tests.works | works'])
  await rm(join(folder, 'blobs/linux.json'))
  await run([...args, '--merge-reports=blobs'], { env: dryRun })
  expect(short(await records())).toEqual(['PASS windows.tests.works | works'])
  await run([...args, 'works'], { env: { ...dryRun, VITEST_BLOB_LABEL: 'windows' } })
  expect(short(await records())).toEqual(['PASS windows.tests.works | works'])
})

test.concurrent('names of type checks, the place and the lines of code, and both texts where run and check fail to load', async () => {
  // Both files and tests in another order, which changes no name.
  const scenario = scenarios(newest).find(({ name }) => /^names of type checks.*shuffle /.test(name))
  if (!scenario) throw new Error('no scenario of type checks in another order')
  const { wrong, found } = await checked(scenario)
  expect(wrong).toEqual([])
  const failures = found.filter(({ name }) => name === '[test file failed to run]')
  const text = (packageName: string) => failures.find((record) => record.packageName === packageName)?.attachment
  expect(text('tests.source')).toMatch(
    /at tests\/source\.test\.ts:3:7\n\n.*3\| const outside: number = 'text'\n +\| {7}\^/s,
  )
  expect(text('tests.broken')).toMatch(/Cannot find module.*TypeCheckError: Cannot find module.*broken\.test\.ts:2:25/s)
})

test.concurrent('benchmarks are no tests; no test found; list: nothing is written or sent', async () => {
  const { run, has } = await vitestProject('modes')
  // Vitest 5 has no `bench` outside a test any more.
  const older = await vitestProject('modes', '4.1.12')
  const bench = await older.run(['bench', '--run'], { env: online })
  expect(told(bench.stderr)).toEqual([])
  const none = await run([...args, 'no-such-file'], { env: online })
  expect(told(none.stderr)).toEqual(['[zephyr] No test ran: nothing is sent to Zephyr.'])
  expect((await run([...args, '--passWithNoTests', 'no-such-file'], { env: online })).code).toBe(0)
  expect(told((await run(['list'], { env: online })).stderr)).toEqual([])
  expect(has('zephyr-results')).toBe(false)
})

test.concurrent.each([
  ['watch mode', ['watch']],
  ['UI mode', ['watch', '--ui', '--open=false']],
] as const)('%s sends nothing and says so once', async (mode, args) => {
  const { run, has } = await vitestProject('modes')
  let ended = false
  const { stderr } = await run([...args, '--no-color'], {
    env: online,
    onOutput(text, child) {
      if (ended || !/Waiting for file changes|Tests /.test(text)) return
      ended = true
      setTimeout(() => child.kill('SIGTERM'), 500)
    },
  })
  expect(told(stderr)).toEqual([`[zephyr] Nothing is sent to Zephyr in ${mode}.`])
  expect(has('zephyr-results')).toBe(false)
})

test.concurrent('a delivery that fails leaves the exit code alone, unless strict', async () => {
  const { run } = await vitestProject('modes')
  const green = [...args, 'b.test']
  const env = { ...online, ZEPHYR_RETRIES: '0', ZEPHYR_TIMEOUT: '2' }
  const lenient = await run(green, { env })
  expect([lenient.code, lenient.stderr]).toEqual([0, expect.stringContaining('[zephyr] Error: ')])
  expect((await run(green, { env: { ...env, ZEPHYR_STRICT: 'true' } })).code).toBe(1)
})

test.concurrent('named twice, by path, beside others: one delivery, and the others unharmed', async () => {
  const emulator = await startEmulator()
  const { run, installed, folder } = await vitestProject('modes')
  const path = join(installed, 'node_modules/@zephyr-reporters/vitest/dist/index.js')
  const other = 'export default class { onTestRunEnd(modules) { console.error("the other:", modules.length) } }'
  await writeFile(join(folder, 'other.mjs'), other)
  const reporters = ['@zephyr-reporters/vitest', ['@zephyr-reporters/vitest', {}], './other.mjs', path, 'default']
  const config = `export default { test: ${JSON.stringify({ include: ['*.test.mjs'], reporters })} }`
  await writeFile(join(folder, 'vitest.config.mjs'), config)
  const env = { ...online, ZEPHYR_URL: emulator.url, ZEPHYR_TOKEN: emulator.token, ZEPHYR_JOB_ID: '', ...named }
  const { code, stderr } = await run([...args, 'b.test'], { env })
  expect([code, stderr]).toEqual([0, expect.stringContaining('the other: 1')])
  expect(emulator.runs()).toHaveLength(1)
  await emulator.close()
})

test.concurrent('changed: what did not change is not recorded', async () => {
  const { run, recorded, folder } = await vitestProject('modes')
  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b', ...args], { cwd: folder, stdio: 'ignore' })
  git('init')
  git('add', '.')
  git('commit', '-m', 'all')
  await writeFile(join(folder, 'b.test.mjs'), "import { test } from 'vitest'; test('changed', () => {})")
  await run([...args, '--changed'], { env: dryRun })
  expect(await recorded()).toEqual(['PASS b | changed'])
})

test.concurrent('a global tear-down that fails comes after the delivery: the run fails, its results are sent', async () => {
  const { run, recorded, folder } = await vitestProject('setup')
  await writeFile(join(folder, 'broken.mjs'), "export function teardown() { throw new Error('late') }")
  const { code } = await run(args, { env: dryRun })
  expect(code).toBe(1)
  expect(await recorded()).toEqual(['PASS never | never'])
})

const named = {
  ZEPHYR_PROJECT_ID: '1',
  ZEPHYR_RELEASE_ID: '1',
  ZEPHYR_JOB_NAME: 'Vitest',
  ZEPHYR_CYCLE_NAME: 'Regression',
  ZEPHYR_REPOSITORY_PATH: 'Automation',
  ZEPHYR_REPOSITORY_TREE_ID: '1',
}
