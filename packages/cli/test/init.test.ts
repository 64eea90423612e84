import { execFile, execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startEmulator } from '@zephyr-reporters/emulator'
import { expect, test } from 'vitest'

const main = join(import.meta.dirname, '../dist/main.js')
const token = '1n1t-s3cret-marked'

function cli(folder: string, args: string[], env: Record<string, string>) {
  return new Promise<{ code: number; output: string }>((resolve) => {
    const { PATH = '', HOME = '' } = process.env
    execFile(process.execPath, [main, ...args], { cwd: folder, env: { PATH, HOME, ...env } }, (error, stdout, stderr) =>
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, output: stdout + stderr }),
    )
  })
}

test('init --yes chooses by name, writes the file without the token, adds the reporter and shows a dry run', async () => {
  const emulator = await startEmulator({ token })
  const folder = mkdtempSync(join(tmpdir(), 'zephyr-init-'))
  writeFileSync(
    join(folder, 'package.json'),
    JSON.stringify({ name: 'shop', devDependencies: { jest: '30', vitest: '5' } }),
  )
  writeFileSync(join(folder, 'jest.config.js'), "export default {\n  testEnvironment: 'node',\n}\n")
  writeFileSync(join(folder, 'vitest.config.ts'), "export default { test: { reporters: ['dot'] } }\n")
  const env = { ZEPHYR_URL: emulator.url, ZEPHYR_TOKEN: token }
  const names = ['--project', 'Web shop', '--release', 'Release 1.0', '--repository-folder', 'Automation > Web']
  const { code, output } = await cli(folder, ['init', '--yes', ...names], env)
  expect(code, output).toBe(0)
  const written = readFileSync(join(folder, 'zephyr.config.json'), 'utf8')
  expect(JSON.parse(written)).toMatchObject({
    projectId: 1,
    releaseId: 11,
    repositoryTreeId: 34,
    repositoryPath: 'Release 1.0 > Automation > Web',
    jobName: 'shop tests',
  })
  expect(written + output).not.toContain(token)
  expect(readFileSync(join(folder, 'jest.config.js'), 'utf8')).toContain(
    "reporters: ['default', '@zephyr-reporters/jest'],",
  )
  // A configuration that has reporters already is not guessed at.
  expect(readFileSync(join(folder, 'vitest.config.ts'), 'utf8')).not.toContain('zephyr')
  expect(output).toContain("reporters: ['default', '@zephyr-reporters/vitest']")
  expect(output).toContain('cycleName: Automation')

  const wrong = await cli(folder, ['init', '--yes', '--project', 'Nowhere', '--project-id', ''], env)
  expect(wrong.code).toBe(0)
  rmSync(join(folder, 'zephyr.config.json'))
  const unknown = await cli(folder, ['init', '--yes', '--project', 'Nowhere'], env)
  expect(unknown).toMatchObject({ code: 2, output: expect.stringContaining('"Web shop" (1)') })
  await emulator.close()
  rmSync(folder, { recursive: true })
})

test('init without a terminal asks for --yes', async () => {
  expect(await cli(tmpdir(), ['init'], {})).toMatchObject({ code: 2, output: expect.stringContaining('--yes') })
})

test('completion: bash knows commands, subcommands and flags', () => {
  const script = execFileSync(process.execPath, [main, 'completion', 'bash'], { encoding: 'utf8' })
  const complete = (...words: string[]) => {
    const line = `COMP_WORDS=(${words.map((word) => JSON.stringify(word)).join(' ')}); COMP_CWORD=${words.length - 1}; _zephyr_report; printf '%s\\n' "\${COMPREPLY[@]}"`
    return execFileSync('bash', ['-c', `${script}\n${line}`], { encoding: 'utf8', cwd: '/' })
      .trim()
      .split('\n')
  }
  expect(complete('zephyr-report', 'up')).toEqual(['upload'])
  expect(complete('zephyr-report', 'jobs', 'del')).toEqual(['delete'])
  expect(complete('zephyr-report', 'upload', '--allow')).toEqual(['--allow-missing'])
  expect(complete('zephyr-report', 'jobs', 'delete', '--ye')).toEqual(['--yes'])
})
