import { execFile } from 'node:child_process'
import { cp, mkdir, rename, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { startEmulator } from '@zephyr-reporters/emulator'
import { expect, test } from 'vitest'
import { unaccounted } from '../harness/project.ts'
import { differences, newest, often, project } from './harness.ts'
import { modes, suites } from './truth.ts'

const dryRun = { ZEPHYR_DRY_RUN: 'true' }
const basic = ['test', '-c', 'basic.config.ts']
const execute = promisify(execFile)

test.concurrent('delivers: the first run creates the job, the second updates it and its test cases', async () => {
  const emulator = await startEmulator()
  const { run, records: written, counted } = await project('projects', newest)
  const env = {
    ZEPHYR_URL: emulator.url,
    ZEPHYR_TOKEN: emulator.token,
    ZEPHYR_PROJECT_ID: '1',
    ZEPHYR_RELEASE_ID: '1',
    ZEPHYR_JOB_NAME: 'Playwright',
    ZEPHYR_CYCLE_NAME: 'Regression',
    ZEPHYR_REPOSITORY_PATH: 'Automation',
    ZEPHYR_REPOSITORY_TREE_ID: '1',
    ZEPHYR_WAIT: '30',
    ZEPHYR_STRICT: 'true',
  }
  const testcases: number[][] = []
  for (const _ of ['create', 'update']) {
    const { stderr, code } = await run(['test'], { env })
    expect(stderr).not.toMatch(/\[zephyr\] (Error|Warning)/)
    // Only a dry run says how many were left out.
    const theirs = { ...(await counted()), notRun: 0 }
    expect(unaccounted({ found: await written(), counted: theirs, code, stderr })).toEqual([])
    const [job, ...others] = emulator.jobs()
    expect(others).toEqual([])
    const records = emulator.records({ jobId: job?.id })
    expect(differences(records, suites.projects)).toEqual([])
    testcases.push(records.map(({ testcase }) => testcase).sort())
  }
  expect(testcases[1]).toEqual(testcases[0])
  await emulator.close()
})

test.concurrent('titleLinks: requirements and tags leave the titles, and a wrong one is told with test and file', async () => {
  const { run, records } = await project('outcomes', newest)
  const { stderr } = await run(['test', 'requirements'], { env: { ...dryRun, ZEPHYR_TITLE_LINKS: 'true' } })
  const found = (await records()).map(({ name, requirements, tags }) => [name, requirements, tags.toSorted()])
  expect(found).toEqual([
    ['linked', ['ID_12', 'AltID_R1'], ['fast', 'nightly', 'smoke']],
    ['linked wrongly', [], []],
    ['linked from its body', ['ID_99'], []],
    ['in its title', ['ID_7'], ['slow']],
    ['tagged > inherits', [], ['group']],
    ['linked as a group > linked by its describe', ['ID_3', 'ID_4'], []],
    ['linked at each attempt', ['ID_5'], []],
  ])
  const warning = (text: string, name: string) =>
    new RegExp(`Warning: "${text}" is no requirement.* Test: ${name} \\(tests/requirements\\.spec\\.ts\\)`)
  expect(stderr).toMatch(warning('REQ-1', 'linked wrongly'))
  expect(stderr).toMatch(warning('AltID_a_b', 'linked at each attempt'))
})

test.concurrent.each([
  ['nodenext', 'nodenext'],
  ['esnext', 'bundler'],
])('the options are typed in a configuration (%s, %s)', async (module, moduleResolution) => {
  const { folder } = await project('modes', newest)
  const config = (options: string) => `
    import { defineConfig } from '@playwright/test'
    import type { ZephyrReporterOptions } from '@zephyr-reporters/playwright'
    export default defineConfig({ reporter: [['@zephyr-reporters/playwright', ${options} satisfies ZephyrReporterOptions]] })
  `
  await writeFile(join(folder, 'package.json'), '{ "type": "module" }')
  await writeFile(join(folder, 'right.ts'), config("{ jobName: 'Nightly', wait: 60, skipped: 'include' }"))
  await writeFile(join(folder, 'wrong.ts'), config("{ jobNam: 'Nightly' }"))
  const compiled = execute(
    process.execPath,
    [
      join(import.meta.dirname, '../../node_modules/typescript/bin/tsc'),
      ...['right.ts', 'wrong.ts', '--noEmit', '--strict', '--target', 'esnext'],
      ...['--types', 'node', '--typeRoots', join(import.meta.dirname, '../../node_modules/@types')],
      ...['--module', module, '--moduleResolution', moduleResolution],
    ],
    // In the repository tsc would find our own tsconfig.json.
    { cwd: folder },
  )
  // One error, and that in the wrong one.
  await expect(compiled).rejects.toMatchObject({ stdout: expect.stringMatching(/^wrong\.ts\(.*jobNam/) })
  await expect(compiled).rejects.toMatchObject({ stdout: expect.not.stringMatching(/\n\S/) })
})

test.concurrent('the same names through a symbolic link, in another order; the same reporter twice is one', async () => {
  const { run, records, folder } = await project('modes', newest)
  await symlink(folder, `${folder}-link`)
  const twice = '--reporter=@zephyr-reporters/playwright,@zephyr-reporters/playwright'
  const { stderr } = await run([...basic, '--fully-parallel', '--workers=2', twice], {
    env: dryRun,
    cwd: `${folder}-link`,
  })
  expect(stderr.match(/Dry run/g)).toHaveLength(1)
  expect(differences(await records(), modes.basic ?? [])).toEqual([])
})

test.concurrent('inactive there is no trace, the core is not even imported; broken, it never fails the run', async () => {
  const { run, folder, has } = await project('modes', newest)
  // A reporter of this project's own, beside a core that cannot be imported.
  const packages = join(folder, 'node_modules/@zephyr-reporters')
  await cp(join(folder, '../node_modules/@zephyr-reporters/playwright'), join(packages, 'playwright'), {
    recursive: true,
  })
  await mkdir(join(packages, 'core'))
  await writeFile(
    join(packages, 'core/package.json'),
    '{ "name": "@zephyr-reporters/core", "exports": { ".": "./core.mjs", "./report": "./core.mjs" } }',
  )
  // With the names that the reporter imports: else Node reports a missing one instead.
  const names = 'export let printInactive, startReport, runFailure'
  await writeFile(join(packages, 'core/core.mjs'), `${names}\nthrow new Error("the core was imported")`)

  const inactive = await run(basic)
  expect(inactive.stderr + inactive.stdout).not.toMatch(/zephyr\]|the core was imported/i)
  expect(has('zephyr-results')).toBe(false)
  const active = await run(['test', '-c', 'only-allowed.config.ts'], { env: dryRun })
  expect(active.stderr).toContain('[zephyr] Error: the core was imported')
  expect([inactive.code, active.code]).toEqual([1, 0])
})

test.concurrent.each(often<string>([], ['merge-reports']))(
  '%s with a configuration counts from its folder',
  async () => {
    const { run, records, folder } = await project('modes', newest)
    await run([...basic, '--reporter=blob'])
    await rename(join(folder, 'blob-report'), join(folder, 'elsewhere'))
    await run(
      ['merge-reports', '-c', join(folder, 'basic.config.ts'), '--reporter=@zephyr-reporters/playwright', 'elsewhere'],
      { env: dryRun },
    )
    expect(differences(await records(), modes.basic ?? [])).toEqual([])
  },
)
