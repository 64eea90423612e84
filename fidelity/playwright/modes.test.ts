import { execFile } from 'node:child_process'
import { appendFile, cp, readdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { startEmulator } from '@zephyr-reporters/emulator'
import { describe, expect, test } from 'vitest'
import { differences, newest, often, oldest, project, type TruthRow } from './harness.ts'
import { runTestsOverServer } from './test-server.ts'
import { interrupted, modes, suites } from './truth.ts'

const dryRun = { ZEPHYR_DRY_RUN: 'true' }
const token = { ZEPHYR_TOKEN: 'a-token-that-goes-nowhere' }
/** All that a delivery needs; nothing listens there. */
const complete = {
  ...token,
  ZEPHYR_URL: 'http://127.0.0.1:9',
  ZEPHYR_PROJECT_ID: '1',
  ZEPHYR_RELEASE_ID: '1',
  ZEPHYR_JOB_NAME: 'job',
  ZEPHYR_CYCLE_NAME: 'cycle',
  ZEPHYR_REPOSITORY_PATH: 'Automation',
  ZEPHYR_REPOSITORY_TREE_ID: '1',
  ZEPHYR_RETRIES: '0',
}
const resultFile = 'zephyr-results/playwright.xml'
const execute = promisify(execFile)
const configured = (mode: string) => ['test', '-c', `${mode}.config.ts`]

// The others come with the matrix.
const mostTelling = [
  'late',
  'global-setup',
  'global-teardown-string',
  'web-server-slow',
  'broken',
  'stop',
  'snapshots-ignored',
]
test.concurrent.each(Object.entries(modes).filter(([mode]) => mostTelling.includes(mode)))(
  '%s: records exactly what the truth table says',
  async (mode, rows) => {
    const { check } = await project('modes', newest)
    expect((await check(configured(mode), rows)).wrong).toEqual([])
  },
)

test.concurrent.each(['global-timeout', 'max-failures'])('%s is no interruption: it is delivered', async (mode) => {
  const emulator = await startEmulator()
  const { run } = await project('modes', newest)
  const env = { ...complete, ZEPHYR_URL: emulator.url, ZEPHYR_TOKEN: emulator.token, ZEPHYR_WAIT: '30' }
  const { stderr, code } = await run(configured(mode), { env })
  expect(stderr).not.toMatch(/\[zephyr\] (Error|Warning)/)
  expect(code).toBe(1)
  expect(differences(emulator.records({ jobId: emulator.jobs()[0]?.id }), modes[mode] ?? [])).toEqual([])
  await emulator.close()
})

test.concurrent.each(
  often<[string, string[]]>(
    [['--fail-on-flaky-tests', [...configured('retry'), '--fail-on-flaky-tests']]],
    [['failOnFlakyTests', configured('flaky')]],
  ),
)('%s: the run has a failing case of its own', async (_, args) => {
  const { run, records } = await project('modes', newest)
  await run(args, { env: dryRun })
  expect((await records()).map(({ name, status }) => [name, status])).toEqual([
    ['is flaky', 'PASS'],
    ['[run failed]', 'FAIL'],
  ])
})

describe.concurrent('a part of the suite keeps its names', () => {
  const rows = modes.repeat ?? []
  test('--last-failed', async () => {
    const { run, records } = await project('modes', newest)
    await run(configured('repeat'), { env: {} })
    await run([...configured('repeat'), '--last-failed'], { env: dryRun })
    const failed = rows.filter(({ status }) => status === 'FAIL')
    expect(differences(await records(), failed)).toEqual([])
  })

  test('--grep, --project and a file', async () => {
    const { run, records } = await project('modes', newest)
    await run([...configured('repeat'), '--project=web', '--grep=number 2', 'second'], { env: dryRun })
    const chosen = rows.filter(
      ({ packageName, name }) => packageName === 'web.repeat.second' && name.startsWith('number 2'),
    )
    expect(differences(await records(), chosen)).toEqual([])
  })

  test.each(
    often<[string, string[], string[]]>(
      [['--only-changed', ['--only-changed'], ['is new @fast', 'is old @slow']]],
      [['--grep-invert', ['--grep-invert=@slow'], ['is new @fast', 'is old, too']]],
    ),
  )('%s', async (_, flags, names) => {
    const { run, records, folder } = await project('modes', newest)
    const git = (...args: string[]) =>
      execute('git', ['-c', 'user.name=a', '-c', 'user.email=a@b.c', ...args], { cwd: folder })
    await git('init')
    await git('add', '.')
    await git('commit', '-m', 'all')
    await appendFile(join(folder, 'chosen/chosen.spec.ts'), '// changed\n')
    await run([...configured('chosen'), ...flags], { env: dryRun })
    expect(
      differences(
        await records(),
        (modes.chosen ?? []).filter(({ name }) => names.includes(name)),
      ),
    ).toEqual([])
  })

  test('shards that split a loop whose tests have one name', async () => {
    const { run, records, report } = await project('modes', newest)
    for (const shard of [1, 2]) await run([...configured('loop'), `--shard=${shard}/2`], { env: complete })
    const parts = [1, 2].map((shard) => `zephyr-results/playwright-${shard}-of-2.xml`)
    await report(['merge', ...parts, '-o', 'merged.xml'])
    const merged = await records('merged.xml')
    expect(merged.map(({ name }) => name).sort()).toEqual(['rings', 'rings (2)'])
    expect(merged.map(({ status }) => status).sort()).toEqual(['FAIL', 'PASS'])
  })

  test('merge-reports of a run in another folder, without its configuration and with it', async () => {
    const there = await project('modes', newest)
    await there.run([...configured('late'), '--reporter=blob'])
    const { run, records, folder, has } = await project('modes', newest)
    await cp(join(there.folder, 'blob-report'), join(folder, 'blobs'), { recursive: true })
    await rename(there.folder, `${there.folder}-gone`)
    for (const config of [[], ['-c', 'late.config.ts']]) {
      await run(['merge-reports', ...config, '--reporter=@zephyr-reporters/playwright', 'blobs'], { env: dryRun })
      expect(differences(await records(), modes.late ?? [])).toEqual([])
      expect(has(there.folder)).toBe(false)
      await rm(join(folder, 'zephyr-results'), { recursive: true })
    }
  })

  test('shards split one file, and merge-reports brings them together again', async () => {
    const { run, records, has, folder } = await project('modes', newest)
    const shards = [1, 2]
    for (const shard of shards) {
      const { stderr } = await run(
        [...configured('repeat'), `--shard=${shard}/2`, '--reporter=@zephyr-reporters/playwright,blob'],
        {
          env: { ...complete, PLAYWRIGHT_BLOB_OUTPUT_DIR: `blob-${shard}` },
        },
      )
      expect(stderr).toContain(`Shard ${shard} of 2`)
    }
    expect(has(resultFile)).toBe(false)
    const parts = await Promise.all(shards.map((shard) => records(`zephyr-results/playwright-${shard}-of-2.xml`)))
    expect(differences(parts.flat(), rows)).toEqual([])

    await gather(folder)
    await run(['merge-reports', '--reporter=@zephyr-reporters/playwright', 'blob-1'], { env: dryRun })
    expect(differences(await records(), rows)).toEqual([])
  })

  test.each(often([newest], [oldest]))(
    'Playwright %s: an environment’s result is never another one’s, merged together, alone, or not at all',
    async (version) => {
      const { run, recorded, folder } = await project('modes', version)
      // Playwright 1.44 cannot load TypeScript on newer Nodes.
      const node = version === oldest ? '20' : '24'
      for (const name of ['linux', 'windows', '']) {
        const env = { PWTEST_BOT_NAME: name, PLAYWRIGHT_BLOB_OUTPUT_NAME: `blob-${name}.zip` }
        await run([...configured('environments'), '--reporter=blob'], { env, node })
        await cp(join(folder, 'blob-report'), join(folder, 'blobs'), { recursive: true })
      }
      const merge = ['merge-reports', '--reporter', '@zephyr-reporters/playwright', 'blobs']
      await run(merge, { env: dryRun, node })
      const windows = 'FAIL windows.environments.environment | passes anywhere but on windows'
      expect(await recorded()).toEqual([
        windows,
        'PASS environments.environment | passes anywhere but on windows',
        'PASS linux.environments.environment | passes anywhere but on windows',
      ])
      for (const name of ['linux', '']) await rm(join(folder, `blobs/blob-${name}.zip`))
      await run(merge, { env: dryRun, node })
      expect(await recorded()).toEqual([windows])
      await run(configured('environments'), { env: { ...dryRun, PWTEST_BOT_NAME: 'windows' }, node })
      expect(await recorded()).toEqual([windows])
    },
  )

  test('from another working directory', async () => {
    const { run, records, folder } = await project('modes', newest)
    await run(['test', '-c', join(folder, 'basic.config.ts')], { env: dryRun, cwd: join(folder, '..') })
    expect(differences(await records(), modes.basic ?? [])).toEqual([])
  })
})

type Chosen = [name: string, flags: string[], packages: RegExp]
test.concurrent.each(
  often<Chosen>(
    // Each of the two shards has tests of one project, and runs the set-up that both depend on.
    [['web and mobile', ['--project=web', '--project=mobile'], /^(setup|cleanup|web|mobile\.tests)\./]],
    [['all', [], /./]],
  ),
)('shards of projects, %s: the same as one run after either way to merge', async (_, chosen, packages) => {
  const { run, records, report, folder } = await project('projects', newest)
  for (const shard of [1, 2])
    await run(['test', ...chosen, `--shard=${shard}/2`, '--reporter=blob,@zephyr-reporters/playwright'], {
      env: { ...complete, PLAYWRIGHT_BLOB_OUTPUT_DIR: `blob-${shard}` },
    })
  const rows = suites.projects.filter(({ packageName }) => packages.test(packageName))
  const parts = [1, 2].map((shard) => `zephyr-results/playwright-${shard}-of-2.xml`)
  await report(['merge', ...parts, '-o', 'merged.xml'])
  expect(differences(await records('merged.xml'), rows)).toEqual([])
  await gather(folder)
  // Without its configuration and from elsewhere: the one above the tests is found.
  await run(['merge-reports', '--reporter=@zephyr-reporters/playwright', join(folder, 'blob-1')], {
    env: { ...dryRun, ZEPHYR_OUTPUT_FILE: join(folder, resultFile) },
    cwd: join(folder, '..'),
  })
  expect(differences(await records(), rows)).toEqual([])
})

describe.concurrent('nothing to deliver', () => {
  test.each([
    [oldest, '20'],
    [newest, '24'],
  ] as const)('Playwright %s: a mistyped --project is reported, and nothing is sent', async (version, node) => {
    const { run, has } = await project('modes', version)
    const { stdout, stderr, code } = await run([...configured('basic'), '--project=typo'], { env: complete, node })
    expect(code).toBe(1)
    expect(stdout + stderr).toContain('"typo" not found')
    expect(stderr.match(/\[zephyr\].*/g) ?? []).toEqual(
      version === oldest ? ['[zephyr] No test ran: nothing is sent to Zephyr.'] : [],
    )
    expect(has('zephyr-results')).toBe(false)
  })

  test('ZEPHYR_ENABLED=false', async () => {
    const { run, has } = await project('modes', newest)
    const { stderr } = await run(configured('basic'), { env: { ...complete, ZEPHYR_ENABLED: 'false' } })
    expect(stderr).not.toContain('[zephyr]')
    expect(has('zephyr-results')).toBe(false)
  })

  test('list mode', async () => {
    const { run, has } = await project('modes', newest)
    const { stdout, stderr, code } = await run([...configured('basic'), '--list'], { env: complete })
    expect(stderr).toBe('[zephyr] Nothing is sent to Zephyr in list mode.\n')
    expect(stdout).toContain('Total: 3 tests in 1 file')
    expect(has('zephyr-results')).toBe(false)
    expect(code).toBe(0)
  })

  test.each([
    ["an editor's test server", 'test-server', []],
    ['UI mode', 'test', ['--ui-port=0']],
  ] as const)('%s', async (name, command, flags) => {
    const { run, has } = await project('modes', newest)
    let served = false
    const { stderr, stdout } = await run([command, '-c', 'basic.config.ts', ...flags], {
      env: complete,
      async onOutput(text, child) {
        if (!(await runTestsOverServer(text))) return
        served = true
        child.kill()
      },
    })
    expect(served).toBe(true)
    expect(stdout).toContain('1 failed')
    expect(stderr).toBe(`[zephyr] Nothing is sent to Zephyr in ${name}.\n`)
    expect(has('zephyr-results')).toBe(false)
  })

  test('no tests found', async () => {
    const { run, has } = await project('modes', newest)
    const { stderr, code } = await run(configured('nothing'), { env: complete })
    expect(stderr).toContain('[zephyr] No test ran: nothing is sent to Zephyr.')
    expect(has(resultFile)).toBe(false)
    expect(code).toBe(1)
    expect((await run([...configured('nothing'), '--pass-with-no-tests'], { env: complete })).code).toBe(0)
    expect(has(resultFile)).toBe(false)
  })

  test('an empty shard writes an empty file', async () => {
    const { run, records } = await project('modes', newest)
    const { stderr } = await run([...configured('late'), '--shard=2/2'], { env: complete })
    expect(stderr).toContain('No test ran')
    expect(await records('zephyr-results/playwright-2-of-2.xml')).toEqual([])
  })
})

describe.concurrent('signals', () => {
  type Case = { mode: string; rows: TruthRow[]; signal: 'SIGINT' | 'SIGTERM' }
  const cases = often<Case>(
    [
      { mode: 'slow', rows: interrupted.slow, signal: 'SIGINT' },
      { mode: 'slow-retry', rows: interrupted.slowRetry, signal: 'SIGTERM' },
    ],
    [{ mode: 'slow-retry', rows: interrupted.slowRetry, signal: 'SIGINT' }],
  )
  test.each(cases)('$signal during $mode: the file is written, nothing is sent', async ({ mode, rows, signal }) => {
    const { run, records } = await project('modes', newest)
    const ended = await run(configured(mode), {
      env: { ...complete, ZEPHYR_STRICT: 'true' },
      onOutput: (text, child) => {
        if (/hanging/.test(text)) child.kill(signal)
      },
    })
    expect(differences(await records(), rows)).toEqual([])
    expect(ended.stderr.match(/The run was interrupted: nothing is sent to Zephyr/g)).toHaveLength(1)
    expect(ended.signal ?? ended.code).toBe(signal === 'SIGINT' ? 130 : signal)
  })
})

describe.concurrent('strict', () => {
  test('no token: one line, and the run fails', async () => {
    const { run, has } = await project('modes', newest)
    const lenient = await run(configured('only-allowed'), { env: { ZEPHYR_JOB_NAME: 'job' } })
    expect(lenient.stderr.match(/\[zephyr\]/g)).toHaveLength(1)
    expect(lenient.code).toBe(0)
    const strict = await run(configured('only-allowed'), { env: { ZEPHYR_JOB_NAME: 'job', ZEPHYR_STRICT: 'true' } })
    expect(strict.stderr.match(/\[zephyr\]/g)).toHaveLength(1)
    expect(strict.code).toBe(1)
    expect(has('zephyr-results')).toBe(false)
  })

  test('wrong options fail a green run, and leave it alone without strict', async () => {
    const { run, has } = await project('modes', newest)
    expect((await run(configured('only-allowed'), { env: token })).code).toBe(0)
    expect((await run(configured('only-allowed'), { env: { ...token, ZEPHYR_STRICT: '1' } })).code).toBe(1)
    expect(has(resultFile)).toBe(true)
  })

  test('a delivery that fails, in a run and in merge-reports', async () => {
    const { run } = await project('modes', newest)
    await run([...configured('only-allowed'), '--reporter=blob'])
    const reporter = '--reporter=@zephyr-reporters/playwright'
    for (const args of [
      [...configured('only-allowed'), reporter],
      ['merge-reports', reporter, 'blob-report'],
    ]) {
      const lenient = await run(args, { env: complete })
      const strict = await run(args, { env: { ...complete, ZEPHYR_STRICT: '1' } })
      expect([lenient.code, strict.code]).toEqual([0, 1])
      expect(strict.stderr).toContain('[zephyr] Error')
      // Ours is the only reporter, and prints nothing itself: Playwright's own output is there.
      expect(strict.stdout).toMatch(/1 passed|merging reports/)
    }
  })
})

/** Puts the second shard's blob report beside the first one's. */
async function gather(folder: string) {
  for (const name of await readdir(join(folder, 'blob-2')))
    await rename(join(folder, 'blob-2', name), join(folder, 'blob-1', name))
}
