import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { startEmulator } from '@zephyr-reporters/emulator'
import { expect, test } from 'vitest'
import { project } from '../harness/project.ts'
import { installOf, newest } from '../jest/jest.ts'

// A new user's first five minutes, with the packed packages: init and its dry run, a run that delivers, status, preview.
test('init, dry run, real run, status, preview', async () => {
  const emulator = await startEmulator({ newMs: 5, queuedMs: 5 })
  const { folder, installed, run, records } = await project({
    suite: join(import.meta.dirname, 'suite'),
    runner: 'jest',
    install: installOf(newest),
    bin: '@zephyr-reporters/cli/dist/main.js',
  })
  const server = { ZEPHYR_URL: emulator.url, ZEPHYR_TOKEN: emulator.token }
  const report = async (...args: string[]) => {
    const ran = await run(args, { node: '20', env: { ZEPHYR_TOKEN: emulator.token } })
    expect(ran.code, ran.stderr).toBe(0)
    return ran.stdout
  }
  const names = ['--project', 'Web shop', '--release', 'Release 1.0', '--repository-folder', 'Automation']
  const set = await run(['init', '--yes', ...names], { node: '20', env: server })
  expect(set.code, set.stderr).toBe(0)
  expect(set.stdout).toContain('added the reporter to jest.config.js')
  expect(set.stdout).toContain('the dry run wrote zephyr-results/jest.xml')
  expect(set.stderr).toContain('Zephyr would record 2 test cases: 1 passed, 1 failed.')
  expect(emulator.jobs()).toEqual([])
  const due = [
    ['logs in', 'PASS'],
    ['refuses a wrong password', 'FAIL'],
  ]
  expect((await records()).map(({ name, status }) => [name, status])).toEqual(due)

  // What it wrote is all that a run needs, but for the token.
  const { PATH = '', HOME = '' } = process.env
  const jest = join(installed, 'node_modules/jest/bin/jest.js')
  const env = { PATH, HOME, ZEPHYR_TOKEN: emulator.token }
  const output = await new Promise<string>((resolve) => {
    execFile(process.execPath, [jest], { cwd: folder, env }, (_, stdout, stderr) => resolve(stdout + stderr))
  })
  expect(output).toContain('Delivered to Zephyr')
  await report('wait')
  expect(await report('status')).toContain('complete (success)')
  const recorded = emulator.records({ jobId: emulator.jobs()[0]?.id })
  expect(recorded.map(({ name, status }) => [name, status])).toEqual(due)
  expect(await report('doctor')).toMatch(/^All \d+ checks passed\.$/m)
  await report('preview', 'zephyr-results/jest.xml', '--html', 'preview.html')
  expect(readFileSync(join(folder, 'preview.html'), 'utf8')).toContain('refuses a wrong password')
  await emulator.close()
})
