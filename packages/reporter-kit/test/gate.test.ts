import { spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { temporaryFolder } from '../../core/test/folder.ts'

const kit = (name: string) => readFileSync(new URL(`../src/${name}.ts`, import.meta.url), 'utf8')

test('the kit imports nothing but files and paths', () => {
  expect(kit('gate').match(/from '.*'/g)).toEqual(["from 'node:fs'", "from 'node:path'"])
  expect(kit('guarded') + kit('repeated')).not.toContain('import')
})

interface Case {
  env?: Record<string, string>
  options?: Record<string, unknown>
  file?: unknown
}
const line = /^\[zephyr\] Warning: ZEPHYR_\* variables are set but no token: .*\n$/
/** `strict` makes the runner fail for it. */
const error = /^\[zephyr\] Error: ZEPHYR_\* variables are set but no token: .*\n$/
const silent = /^$/

test.each<[string, Case, string, RegExp]>([
  ['nothing set', {}, 'off', silent],
  ['a token', { env: { ZEPHYR_TOKEN: 'x' } }, 'active', silent],
  ['a token in the options', { options: { token: 'x' } }, 'active', silent],
  ['user and password', { env: { ZEPHYR_USERNAME: 'x', ZEPHYR_PASSWORD: 'y' } }, 'active', silent],
  [
    'a user in the file, a password outside',
    { env: { ZEPHYR_PASSWORD: 'y' }, file: { username: 'x' } },
    'active',
    silent,
  ],
  ['a user alone', { env: { ZEPHYR_USERNAME: 'x' } }, 'no-token', line],
  ['a token in the file, which the core refuses', { file: { token: 'x' } }, 'active', silent],
  ['a blank token', { env: { ZEPHYR_TOKEN: ' ' } }, 'off', silent],
  ['an option in the file alone', { file: { jobName: 'x', strict: true } }, 'off', silent],
  ['another variable', { env: { ZEPHYR_URL: 'x' } }, 'no-token', line],
  ['another variable and strict', { env: { ZEPHYR_URL: 'x', ZEPHYR_STRICT: 'Yes' } }, 'no-token-strict', error],
  ['strict in the options', { env: { ZEPHYR_URL: 'x' }, options: { strict: true } }, 'no-token-strict', error],
  ['strict in the file', { env: { ZEPHYR_URL: 'x' }, file: { strict: true } }, 'no-token-strict', error],
  ['strict, off in the environment', { env: { ZEPHYR_STRICT: '0' }, file: { strict: true } }, 'no-token', line],
  ['silent', { env: { ZEPHYR_URL: 'x', ZEPHYR_LOG_LEVEL: 'silent' } }, 'no-token', silent],
  ['silent, but strict', { env: { ZEPHYR_LOG_LEVEL: 'silent', ZEPHYR_STRICT: '1' } }, 'no-token-strict', error],
  ['dry run', { env: { ZEPHYR_DRY_RUN: 'on' } }, 'active', silent],
  ['dry run in the file', { file: { dryRun: true } }, 'active', silent],
  ['dry run in a file with a byte order mark', { file: '\uFEFF{"dryRun":true}' }, 'active', silent],
  ['dry run in the file, off in the options', { file: { dryRun: true }, options: { dryRun: false } }, 'off', silent],
  ['a dry run that is no boolean, which the core tells', { env: { ZEPHYR_DRY_RUN: 'maybe' } }, 'active', silent],
  ['switched off', { env: { ZEPHYR_ENABLED: 'off', ZEPHYR_TOKEN: 'x', ZEPHYR_STRICT: '1' } }, 'off', silent],
  ['switched off in the options', { env: { ZEPHYR_TOKEN: 'x' }, options: { enabled: false } }, 'off', silent],
  ['switched off in the file', { env: { ZEPHYR_TOKEN: 'x' }, file: { enabled: false } }, 'off', silent],
  [
    'on again in the environment',
    { env: { ZEPHYR_ENABLED: '1', ZEPHYR_TOKEN: 'x' }, file: { enabled: 0 } },
    'active',
    silent,
  ],
  ['a file that is no JSON', { env: { ZEPHYR_TOKEN: 'x' }, file: '{ nope' }, 'active', silent],
  ['a file that is null', { file: 'null' }, 'off', silent],
])('%s', (_, { env, options = {}, file }, wanted, told) => {
  const cwd = temporaryFolder()
  if (file !== undefined)
    writeFileSync(join(cwd, 'zephyr.config.json'), typeof file === 'string' ? file : JSON.stringify(file))
  const script = `import { gate } from ${JSON.stringify(new URL('../src/gate.ts', import.meta.url).href)}
    process.stdout.write(gate(${JSON.stringify(options)}))`
  const outside = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('ZEPHYR_')))
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
    cwd,
    env: { ...outside, ...env },
    encoding: 'utf8',
  })
  expect(stdout).toBe(wanted)
  expect(stderr).toMatch(told)
})

test.each([
  ['18.20.8', { ZEPHYR_TOKEN: 'x' }, 'no-token'],
  ['20.18.3', { ZEPHYR_DRY_RUN: '1' }, 'no-token'],
  ['20.18.3', { ZEPHYR_TOKEN: 'x', ZEPHYR_STRICT: 'yes' }, 'no-token-strict'],
  ['20.19.0', { ZEPHYR_TOKEN: 'x' }, 'active'],
  ['26.0.0', { ZEPHYR_TOKEN: 'x' }, 'active'],
  ['18.20.8', {}, 'off'],
])('Node %s with %o: %s, and one line that names the Node needed', (node, env, wanted) => {
  const script = `Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '${node}' } })
    const { gate } = await import(${JSON.stringify(new URL('../src/gate.ts', import.meta.url).href)})
    process.stdout.write(gate())`
  const outside = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(ZEPHYR_|CI$)/.test(name)))
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
    cwd: temporaryFolder(),
    env: { ...outside, ...env },
    encoding: 'utf8',
  })
  expect(stdout).toBe(wanted)
  const line = `[zephyr] Error: the Zephyr reporters need Node 20.19 or newer, and this is ${node}: nothing is sent to Zephyr.\n`
  expect(stderr).toBe(wanted.startsWith('no-token') ? line : '')
})
