import { execFileSync } from 'node:child_process'
import { cp, mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { startEmulator } from '@zephyr-reporters/emulator'
import { describe, expect, test } from 'vitest'
import { often, type Project } from '../harness/project.ts'
import { dryRun, jestProject, newest } from './jest.ts'

const all = ['1', '2', '3', '4', '5', '6'].flatMap((file) => [
  `PASS tests.f${file} | first of ${file}`,
  `${Number(file) <= 4 ? 'FAIL' : 'PASS'} tests.f${file} | second of ${file}`,
])
const token = { ZEPHYR_TOKEN: 'a-long-token', ZEPHYR_URL: 'http://127.0.0.1:1' }

test.concurrent('bail in one process: what ran is recorded', async () => {
  const project = await jestProject('modes')
  await project.run(['--bail', '--runInBand', '--testSequencer=./by-name.js'], { env: dryRun })
  expect(await recorded(project)).toEqual(all.slice(0, 2))
})

test.concurrent('bail with several workers: one delivery, with every file that had begun', async () => {
  const emulator = await startEmulator()
  const project = await jestProject('modes')
  const { code } = await project.run(['-c', 'bail.config.js'], { env: delivery(emulator) })
  expect(code).toBe(1)
  expect(emulator.runs()).toHaveLength(1)
  const sent = emulator
    .records({ jobId: emulator.jobs()[0]?.id })
    .map(({ status, packageName, name }) => `${status} ${packageName} | ${name}`)
  await emulator.close()
  // Jest ends `a` first, and calls again when `b` has failed.
  expect(sent).toEqual(
    expect.arrayContaining(['FAIL bail.a | fails at once', 'FAIL bail.b | fails late', 'PASS bail.b | passes']),
  )
  expect(await recorded(project)).toEqual(sent)
  expect(new Set(sent).size).toBe(sent.length)
  expect(sent.length).toBeLessThan(9)
})

test.concurrent('delivers: the first run creates the job, the second updates it and its test cases', async () => {
  const emulator = await startEmulator()
  const project = await jestProject('modes')
  const testcases: number[][] = []
  for (const order of [['--runInBand'], ['--maxWorkers=2', '--randomize']]) {
    const { stderr, code } = await project.run(order, { env: { ...delivery(emulator), ZEPHYR_STRICT: 'true' } })
    expect(stderr).not.toMatch(/\[zephyr\] (Error|Warning)/)
    expect(code).toBe(1)
    const [job, ...others] = emulator.jobs()
    expect(others).toEqual([])
    const records = emulator.records({ jobId: job?.id })
    expect(records.map(({ status, packageName, name }) => `${status} ${packageName} | ${name}`).sort()).toEqual(
      all.toSorted(),
    )
    testcases.push(records.map(({ testcase }) => testcase).sort())
  }
  expect(testcases[1]).toEqual(testcases[0])
  await emulator.close()
})

test.concurrent('a delivery that fails leaves the exit code alone, unless strict', async () => {
  const { run } = await jestProject('modes')
  const green = ['--testPathPatterns=f5']
  const env = { ...token, ...named, ZEPHYR_RETRIES: '0', ZEPHYR_TIMEOUT: '2' }
  expect((await run(green, { env })).code).toBe(0)
  const strict = await run(green, { env: { ...env, ZEPHYR_STRICT: 'true' } })
  expect([strict.code, strict.stderr]).toEqual([1, expect.stringContaining('[zephyr] Error: ')])
  const noToken = await run(green, { env: { ZEPHYR_STRICT: 'true', ZEPHYR_URL: 'http://127.0.0.1:1' } })
  expect([noToken.code, noToken.stderr]).toEqual([1, expect.stringMatching(/\[zephyr\] Error: .*no token/)])
})

test.concurrent('what fails a run outside its tests: recorded where Jest tells its reporters', async () => {
  const project = await jestProject('setup')
  const { run, has } = project
  // A global tear-down comes after every reporter's last hook.
  const teardown = await run(['--globalTeardown=./throws.js'], { env: dryRun })
  expect(await recorded(project)).toEqual(['PASS tests.passes | passes'])
  // A runner that cannot be loaded is told.
  const runner = await run(['--runner=./throws.js'], { env: dryRun })
  expect(await recorded(project)).toEqual(['FAIL jest | [run failed]'])
  expect([teardown.code, runner.code]).toEqual([1, 1])
  // A global set-up fails before any reporter is built.
  const other = await jestProject('setup')
  expect((await other.run(['--globalSetup=./throws.js'], { env: dryRun })).code).toBe(1)
  expect(other.has('zephyr-results')).toBe(false)
  expect(has('zephyr-results/jest.xml')).toBe(true)
})

test.concurrent('a shard writes its file, sends nothing and says what is next', async () => {
  const { run, has, recorded } = await jestProject('modes')
  for (const shard of ['1', '2']) {
    const { stderr } = await run([`--shard=${shard}/2`], { env: { ...token, ...named } })
    expect(stderr.match(/\[zephyr\].*/g)).toEqual([expect.stringContaining(`Shard ${shard} of 2 is in`)])
    expect(await recorded(`zephyr-results/jest-${shard}-of-2.xml`)).not.toEqual([])
  }
  expect(has('zephyr-results/jest.xml')).toBe(false)
})

test.concurrent('onlyChanged: what did not change is not recorded', async () => {
  const { run, recorded, folder } = await jestProject('modes')
  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b', ...args], { cwd: folder, stdio: 'ignore' })
  git('init')
  git('add', '.')
  git('commit', '-m', 'all')
  await writeFile(join(folder, 'tests/f2.test.js'), "test('changed', () => {})")
  await run(['--onlyChanged'], { env: dryRun })
  expect(await recorded()).toEqual(['PASS tests.f2 | changed'])
})

test.concurrent('forceExit, detectOpenHandles: delivered before Jest leaves', async () => {
  const project = await jestProject('modes')
  await writeFile(
    join(project.folder, 'tests/f5.test.js'),
    "test('leaves a timer', () => { setInterval(() => {}, 1000) })",
  )
  for (const option of ['--forceExit', '--detectOpenHandles']) {
    const emulator = await startEmulator()
    const args = ['tests/f5', option, ...(option === '--forceExit' ? [] : ['--forceExit'])]
    const { code, stderr } = await project.run(args, { env: delivery(emulator) })
    expect(code, stderr).toBe(0)
    expect(emulator.records({ jobId: emulator.jobs()[0]?.id }).map(({ name }) => name)).toEqual(['leaves a timer'])
    await emulator.close()
  }
})

test.concurrent('named twice, by path, without options, beside others: one delivery, and the others unharmed', async () => {
  const emulator = await startEmulator()
  const { run, installed, folder } = await jestProject('modes')
  const other =
    'module.exports = class { onRunComplete(_, { numPassedTests }) { console.error("the other:", numPassedTests) } }'
  await writeFile(join(folder, 'other.js'), other)
  const path = join(installed, 'node_modules/@zephyr-reporters/jest/dist/index.js')
  const reporters = ['@zephyr-reporters/jest', ['@zephyr-reporters/jest', {}], './other.js', path, 'default']
  await writeFile(join(folder, 'twice.config.js'), `module.exports = ${JSON.stringify({ transform: {}, reporters })}`)
  const { code, stderr } = await run(['-c', 'twice.config.js', 'tests/f5'], { env: delivery(emulator) })
  expect([code, stderr]).toEqual([0, expect.stringContaining('the other: 2')])
  expect(emulator.runs()).toHaveLength(1)
  await emulator.close()
})

test.concurrent('Jest’s own coverage is unharmed by the judging of it', async () => {
  const { run, read, folder } = await jestProject('setup')
  // Two files on one source: Jest adds their counters up.
  await cp(join(folder, 'tests/passes.test.js'), join(folder, 'tests/too.test.js'))
  const args = ['--coverage', '--coverageReporters=json', '--coverageThreshold={"global":{"branches":90}}']
  const counters = async (env: Record<string, string>) => {
    const { stdout, stderr } = await run(args, { env })
    const { s } = JSON.parse(await read('coverage/coverage-final.json'))[join(folder, 'src/half.js')]
    return [s, `${stdout}${stderr}`.match(/does not meet/g)]
  }
  expect(await counters(dryRun)).toEqual(await counters({}))
})

test.concurrent('watch mode, lists and no tests deliver nothing', async () => {
  const { run, has } = await jestProject('modes')
  const watch = await run(['--watchAll', '--testPathPatterns=f5'], {
    env: token,
    onOutput: (text, child) => {
      if (text.includes('Ran all')) child.kill('SIGKILL')
    },
  })
  expect(watch.stderr.match(/\[zephyr\].*/g)).toEqual([expect.stringContaining('in watch mode')])
  const list = await run(['--listTests'], { env: token })
  expect([list.code, list.stderr]).toEqual([0, expect.not.stringContaining('[zephyr]')])
  const none = await run(['--passWithNoTests', '--testPathPatterns=nowhere'], { env: token })
  expect([none.code, none.stderr.match(/\[zephyr\].*/g)?.length ?? 0]).toEqual([0, expect.toBeOneOf([0, 1])])
  expect(has('zephyr-results')).toBe(false)
})

test.concurrent.each(
  often<['SIGINT' | 'SIGTERM', string]>(
    [
      ['SIGINT', newest],
      ['SIGTERM', newest],
    ],
    [['SIGTERM', '29.0.0']],
  ),
)('%s, Jest %s: the file is written, nothing sent, the exit unchanged', async (signal, version) => {
  const ends = async (env: Record<string, string>) => {
    const project = await jestProject('modes', version)
    const ran = await project.run(['-c', 'slow.config.js', '--runInBand'], {
      env,
      onOutput: (text, child) => {
        if (text.includes('now it hangs')) child.kill(signal)
      },
    })
    return { ...ran, project }
  }
  const without = await ends({})
  const { code, signal: by, stderr, project } = await ends({ ...token, ...named, ZEPHYR_STRICT: 'true' })
  expect([code, by]).toEqual([without.code, without.signal])
  expect(stderr).toMatch(/\[zephyr\].*interrupted[\s\S]*zephyr-report upload/)
  expect(await recorded(project)).toEqual(['FAIL slow.a | fails first'])
})

test.concurrent('a test that ends Jest’s own process: the file of what ran, with the file that was running as failed', async () => {
  const project = await jestProject('modes')
  const { code, stderr } = await project.run(['-c', 'in-band-exit.config.js', '--runInBand'], {
    env: { ...token, ...named },
  })
  expect([code, stderr]).toEqual([3, expect.stringMatching(/\[zephyr\].*interrupted/)])
  expect(await recorded(project)).toEqual(['PASS exit.a | passes before', 'FAIL exit.b | [test file failed to run]'])
})

test.concurrent('an error after the last test in Jest’s own process is recorded, whichever file it meets', async () => {
  const project = await jestProject('late')
  const order = `--testSequencer=${join(project.folder, 'last.js')}`
  // It ends the process, or Jest lays it on the file that runs by then.
  const { code } = await project.run(['--runInBand', 'throws', 'rejects', order], { env: dryRun })
  const found = await project.records()
  expect(code).toBe(1)
  expect(found.filter(({ packageName }) => packageName === 'tests.throws').map(({ status }) => status)).toEqual([
    'PASS',
    'PASS',
  ])
  expect(found.some(({ status, attachment }) => status === 'FAIL' && attachment?.includes('late'))).toBe(true)
})

test.concurrent('inactive, the core is not even imported; broken, it never fails the run', async () => {
  const { run, folder, installed, has } = await jestProject('modes')
  // A reporter of this project's own, beside a core that cannot be imported.
  const packages = join(folder, 'node_modules/@zephyr-reporters')
  await cp(join(installed, 'node_modules/@zephyr-reporters/jest'), join(packages, 'jest'), { recursive: true })
  await mkdir(join(packages, 'core'))
  await writeFile(
    join(packages, 'core/package.json'),
    '{ "name": "@zephyr-reporters/core", "exports": { ".": "./core.mjs", "./report": "./core.mjs" } }',
  )
  // With the names that the reporter imports: else Node reports a missing one instead.
  const names = 'export let guarded, printInactive, startReport, runFailure'
  await writeFile(join(packages, 'core/core.mjs'), `${names}\nthrow new Error("the core was imported")`)
  const green = ['--testPathPatterns=tests/f5']

  const inactive = await run(green)
  expect(inactive.stderr + inactive.stdout).not.toMatch(/\[zephyr\]|the core was imported/)
  const off = await run(green, { env: { ...token, ZEPHYR_ENABLED: 'false' } })
  expect(off.stderr + off.stdout).not.toMatch(/\[zephyr\]|the core was imported/)
  const active = await run(green, { env: dryRun })
  expect(active.stderr).toContain('[zephyr] Error: the core was imported')
  expect([inactive.code, off.code, active.code]).toEqual([0, 0, 0])
  expect(has('zephyr-results')).toBe(false)
})

const named = {
  ZEPHYR_PROJECT_ID: '1',
  ZEPHYR_RELEASE_ID: '1',
  ZEPHYR_JOB_NAME: 'Jest',
  ZEPHYR_CYCLE_NAME: 'Regression',
  ZEPHYR_REPOSITORY_PATH: 'Automation',
  ZEPHYR_REPOSITORY_TREE_ID: '1',
}

const delivery = ({ url, token }: { url: string; token: string }) => ({
  ...named,
  ZEPHYR_URL: url,
  ZEPHYR_TOKEN: token,
  ZEPHYR_WAIT: '30',
})

async function recorded({ records }: Project, file?: string): Promise<string[]> {
  return (await records(file)).map(({ status, packageName, name }) => `${status} ${packageName} | ${name}`)
}

describe.concurrent('the packages of a monorepo, each run in its own folder', () => {
  const packages = ['a', 'b']
  const runAll = async ({ run, folder, recorded }: Project, env = (_name: string): Record<string, string> => ({})) => {
    let output = ''
    const records: string[] = []
    for (const name of packages) {
      output += (await run([], { cwd: join(folder, 'packages', name), env: { ...dryRun, ...env(name) } })).stderr
      records.push(...(await recorded(`packages/${name}/zephyr-results/jest.xml`)))
    }
    return { output, records }
  }
  const apart = ['PASS packages.a.src.x | adds', 'FAIL packages.b.src.x | adds']

  test('under one configuration file never share a name', async () => {
    const { output, records } = await runAll(await jestProject('monorepo'))
    expect(records).toEqual(apart)
    expect(output).toContain('(the folder of the farthest zephyr.config file)')
    expect(output).not.toContain('ZEPHYR_PACKAGE_PREFIX')
  })

  test('without one a warning names what to set, and what it names cures it', async () => {
    const made = await jestProject('monorepo')
    await rm(join(made.folder, 'zephyr.config.json'))
    const { output, records } = await runAll(made)
    expect(records).toEqual(['PASS src.x | adds', 'FAIL src.x | adds'])
    const prefixes = Array.from(
      output.matchAll(/ZEPHYR_ROOT=\S+, or ZEPHYR_PACKAGE_PREFIX=(\S+) for/g),
      ([, path]) => path,
    )
    expect(prefixes).toEqual(['packages/a', 'packages/b'])
    const cured = await runAll(made, (name) => ({ ZEPHYR_PACKAGE_PREFIX: `packages/${name}` }))
    expect(cured.records).toEqual(apart)
    expect(cured.output).not.toContain('Warning: /')
  })
})
