import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { differences } from '../harness/project.ts'
import { args, dryRun, newest, scenarios, vitestProject } from './vitest.ts'

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

test.concurrent('a worker that dies leaves a failing case, and none of its tests as a pass that nobody saw', async () => {
  const { run, records } = await vitestProject('deaths')
  const { code } = await run(args, { env: dryRun })
  expect(code).toBe(1)
  const found = short(await records())
  expect(found).toContain('PASS healthy | survives')
  expect(found.some((line) => line.startsWith('FAIL'))).toBe(true)
  expect(found).not.toContain('PASS killed | kills its worker')
  expect(found).not.toContain('PASS killed | after')
})

test.concurrent('vmThreads', async () => {
  const { run, records } = await vitestProject('modes')
  await run([...args, '--pool=vmThreads', 'b.test'], { env: dryRun })
  expect(short(await records())).toEqual(['PASS b | in another file'])
})

test.concurrent('dangerouslyIgnoreUnhandledErrors: what does not fail the run is no failing case', async () => {
  const { run, records } = await vitestProject('unhandled')
  const { code } = await run([...args, '--dangerouslyIgnoreUnhandledErrors', 'rejection'], { env: dryRun })
  expect(code).toBe(0)
  expect(short(await records())).toEqual(['PASS rejection | passes'])
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

test.concurrent('watch mode sends nothing and says so once', async () => {
  const { run, has } = await vitestProject('modes')
  let ended = false
  const { stderr } = await run(['watch', '--no-color'], {
    env: online,
    onOutput(text, child) {
      if (ended || !/Waiting for file changes|Tests /.test(text)) return
      ended = true
      setTimeout(() => child.kill('SIGTERM'), 500)
    },
  })
  expect(told(stderr)).toEqual(['[zephyr] Nothing is sent to Zephyr in watch mode.'])
  expect(has('zephyr-results')).toBe(false)
})

test.concurrent('started from another folder, the packages are the same', async () => {
  const { run, folder } = await vitestProject('outcomes')
  await run([...args, '--root', '../..', 'same'], {
    env: dryRun,
    cwd: join(folder, 'tests/a'),
  })
  const file = await readFile(join(folder, 'zephyr-results/vitest.xml'), 'utf8')
  expect(file).toContain('classname="tests.a.same"')
})
