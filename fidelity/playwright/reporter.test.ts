import { cp, mkdir, rename, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { startEmulator } from '@zephyr-reporters/emulator'
import { expect, test } from 'vitest'
import { differences, newest, project } from './harness.ts'
import { modes, suites } from './truth.ts'

const dryRun = { ZEPHYR_DRY_RUN: 'true' }
const basic = ['test', '-c', 'basic.config.ts']

test.concurrent('delivers: the first run creates the job, the second updates it and its test cases', async () => {
  const emulator = await startEmulator()
  const { run } = await project('projects', newest)
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
    const { stderr } = await run(['test'], { env })
    expect(stderr).not.toMatch(/\[zephyr\] (Error|Warning)/)
    const [job, ...others] = emulator.jobs()
    expect(others).toEqual([])
    const records = emulator.records({ jobId: job?.id })
    expect(differences(records, suites.projects)).toEqual([])
    testcases.push(records.map(({ testcase }) => testcase).sort())
  }
  expect(testcases[1]).toEqual(testcases[0])
  await emulator.close()
})

test.concurrent('the same names through a symbolic link, in another order', async () => {
  const { run, records, folder } = await project('modes', newest)
  await symlink(folder, `${folder}-link`)
  await run([...basic, '--fully-parallel', '--workers=2'], { env: dryRun, cwd: `${folder}-link` })
  expect(differences(await records(), modes.basic ?? [])).toEqual([])
})

test.concurrent('inactive, the core is not even imported; broken, it never fails the run', async () => {
  const { run, folder } = await project('modes', newest)
  // A reporter of this project's own, beside a core that cannot be imported.
  const packages = join(folder, 'node_modules/@zephyr-reporters')
  await cp(join(folder, '../node_modules/@zephyr-reporters/playwright'), join(packages, 'playwright'), {
    recursive: true,
  })
  await mkdir(join(packages, 'core'))
  await writeFile(join(packages, 'core/package.json'), '{ "name": "@zephyr-reporters/core", "exports": "./core.mjs" }')
  await writeFile(join(packages, 'core/core.mjs'), 'throw new Error("the core was imported")')
  const green = ['test', '-c', 'only-allowed.config.ts']

  const inactive = await run(green)
  expect(inactive.stderr + inactive.stdout).not.toMatch(/\[zephyr\]|the core was imported/)
  const active = await run(green, { env: dryRun })
  expect(active.stderr).toContain('[zephyr] Error: the core was imported')
  expect([inactive.code, active.code]).toEqual([0, 0])
})

test.concurrent('merge-reports with a configuration counts from its folder', async () => {
  const { run, records, folder } = await project('modes', newest)
  await run([...basic, '--reporter=blob'])
  await rename(join(folder, 'blob-report'), join(folder, 'elsewhere'))
  await run(
    ['merge-reports', '-c', join(folder, 'basic.config.ts'), '--reporter=@zephyr-reporters/playwright', 'elsewhere'],
    { env: dryRun },
  )
  expect(differences(await records(), modes.basic ?? [])).toEqual([])
})
