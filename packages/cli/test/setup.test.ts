import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, describe, expect, test } from 'vitest'
import { ciSnippets } from '../src/setup/ci-snippets.ts'
import { ownEnvironment } from '../src/setup/execute.ts'
import { addReporter, runnersIn, schemaFor } from '../src/setup/find-runners.ts'
import { managerOf, versionOf } from '../src/setup/package-manager.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'zephyr-setup-'))
  return () => rmSync(folder, { recursive: true })
})

/** The configuration's file after the reporter was added; nothing where it was left alone. */
async function added(name: string, source: string, file = 'package.json'): Promise<string | undefined> {
  const runner = { jest: 'jest', vite: 'vitest', vitest: 'vitest', playwright: '@playwright/test' }[
    name.split('.')[0] ?? ''
  ]
  writeFileSync(
    join(folder, 'package.json'),
    JSON.stringify({ type: 'module', devDependencies: { [runner ?? 'jest']: '*' } }),
  )
  writeFileSync(join(folder, name), source)
  const [found] = runnersIn(folder)
  if (!found) throw new Error(`no runner is seen in ${file}`)
  const changed = await addReporter(folder, found)
  const after = readFileSync(join(folder, name), 'utf8')
  if (changed === undefined) {
    expect(after).toBe(source)
    return undefined
  }
  expect(changed).toBe(name)
  expect(runnersIn(folder)[0]?.added).toBe(true)
  return after
}

/** What the configuration is once it is loaded. */
async function loaded(source: string): Promise<Record<string, unknown>> {
  writeFileSync(join(folder, 'loaded.mjs'), source.replace(/^import .*/m, 'const defineConfig = (config) => config'))
  const script = "console.log(JSON.stringify((await import('./loaded.mjs')).default))"
  return JSON.parse(
    execFileSync(process.execPath, ['--input-type=module', '-e', script], { cwd: folder, encoding: 'utf8' }),
  )
}

const ours = (name: string) => `@zephyr-reporters/${name}`

describe('the reporter is added, and the rest stays', () => {
  test.each([
    ["export default {\n  testEnvironment: 'node',\n}\n"],
    ["export default { testEnvironment: 'node' }\n"],
    [
      "/** @type {import('jest').Config} */\nconst config = {\n  // reporters: undefined,\n  testEnvironment: 'node',\n}\n\nexport default config\n",
    ],
    ["const config = { coverage: { reporters: 1 }, testEnvironment: 'node' }\nexport default config;\n"],
  ])('Jest: %j', async (source) => {
    const changed = (await added('jest.config.mjs', source)) ?? ''
    expect(await loaded(changed)).toMatchObject({ testEnvironment: 'node', reporters: ['default', ours('jest')] })
  })

  test('Jest: an empty object, reporters that are there, CommonJS, TypeScript', async () => {
    expect(await loaded((await added('jest.config.mjs', 'export default {}')) ?? '')).toEqual({
      reporters: ['default', ours('jest')],
    })
    const list =
      (await added('jest.config.mjs', "export default {\n  reporters: ['summary', ['x', { a: 1 }]],\n}\n")) ?? ''
    expect(await loaded(list)).toEqual({ reporters: [ours('jest'), 'summary', ['x', { a: 1 }]] })
    rmSync(join(folder, 'jest.config.mjs'))
    expect(await added('jest.config.cjs', 'module.exports = {\r\n  bail: 1,\r\n};\r\n')).toBe(
      "module.exports = {\r\n  reporters: ['default', '@zephyr-reporters/jest'],\r\n  bail: 1,\r\n};\r\n",
    )
    rmSync(join(folder, 'jest.config.cjs'))
    expect(
      await added(
        'jest.config.ts',
        "import type { Config } from 'jest'\nconst config: Config = {\n  bail: 1,\n}\nexport default config\n",
      ),
    ).toContain("const config: Config = {\n  reporters: ['default', '@zephyr-reporters/jest'],\n  bail: 1,")
  })

  test('a line that is commented out does not count', async () => {
    const source = "export default {\n  // reporters: ['default', '@zephyr-reporters/jest'],\n  bail: 1,\n}\n"
    expect(await loaded((await added('jest.config.mjs', source)) ?? '')).toEqual({
      bail: 1,
      reporters: ['default', ours('jest')],
    })
  })

  test('Jest: JSON, and the key in package.json', async () => {
    expect(await added('jest.config.json', '{\n    "bail": 1\n}\n')).toBe(
      '{\n    "bail": 1,\n    "reporters": [\n        "default",\n        "@zephyr-reporters/jest"\n    ]\n}\n',
    )
    rmSync(join(folder, 'jest.config.json'))
    writeFileSync(join(folder, 'package.json'), '{\n\t"name": "x",\n\t"jest": { "reporters": ["summary"] }\n}\n')
    const [runner] = runnersIn(folder)
    expect(runner && (await addReporter(folder, runner))).toBe('package.json')
    const after = readFileSync(join(folder, 'package.json'), 'utf8')
    expect(JSON.parse(after)).toEqual({ name: 'x', jest: { reporters: ['summary', ours('jest')] } })
    expect(after).toContain('\n\t"name"')
    expect(runnersIn(folder)[0]?.added).toBe(true)
  })

  test.each([
    [
      "import { defineConfig } from 'vitest/config'\nexport default defineConfig({\n  test: {\n    globals: true,\n  },\n})\n",
      ['default', ours('vitest')],
    ],
    [
      'import { defineConfig } from "vitest/config"\nexport default defineConfig({ test: { globals: true, coverage: { reporter: ["text"] } } })\n',
      ['default', ours('vitest')],
    ],
    ["export default { test: { globals: true, reporters: 'verbose' } }\n", ['verbose', ours('vitest')]],
    ['export default { test: { globals: true, reporters: [] } }\n', [ours('vitest')]],
  ])('Vitest: %j', async (source, reporters) => {
    const changed = (await added('vitest.config.mjs', source)) ?? ''
    expect(await loaded(changed)).toMatchObject({ test: { globals: true, reporters } })
  })

  test('Vitest: a configuration without tests yet, and the test block of Vite', async () => {
    const fresh = (await added('vitest.config.mjs', "export default {\n  root: 'src',\n}\n")) ?? ''
    expect(await loaded(fresh)).toEqual({ root: 'src', test: { reporters: ['default', ours('vitest')] } })
    rmSync(join(folder, 'vitest.config.mjs'))
    const vite = (await added('vite.config.mjs', 'export default { test: { globals: true } }\n')) ?? ''
    expect(await loaded(vite)).toMatchObject({ test: { reporters: ['default', ours('vitest')] } })
    // Vite's own types know no `test`.
    expect(await added('vite.config.mjs', 'export default {}\n')).toBeUndefined()
  })

  test.each([
    [
      "import { defineConfig } from '@playwright/test'\nexport default defineConfig({\n  // Reporter to use. See https://playwright.dev/docs/test-reporters\n  reporter: 'html',\n  use: { trace: 'on-first-retry' },\n})\n",
      [['html'], [ours('playwright')]],
    ],
    [
      "export default { reporter: [['html', { open: 'never' }]], use: { trace: 'on-first-retry' } }\n",
      [[ours('playwright')], ['html', { open: 'never' }]],
    ],
    ["export default { use: { trace: 'on-first-retry' } }\n", [['list'], [ours('playwright')]]],
  ])('Playwright: %j', async (source, reporter) => {
    const changed = (await added('playwright.config.mjs', source)) ?? ''
    expect(await loaded(changed)).toEqual({ reporter, use: { trace: 'on-first-retry' } })
  })
})

describe('what only a parser can tell', () => {
  test('the pattern, the text or the comment that looks like code', async () => {
    const source =
      "export default {\n  // reporters: ['x'],\n  metadata: { a: /[{]/, b: 'reporter: 1', c: `} reporter:` }, reporter: 'list',\n}\n"
    expect(await loaded((await added('playwright.config.mjs', source)) ?? '')).toEqual({
      metadata: { a: {}, b: 'reporter: 1', c: '} reporter:' },
      reporter: [['list'], [ours('playwright')]],
    })
  })

  test.each([
    'export default () => ({ bail: 1 })',
    'export default async () => ({ bail: 1 })',
    'export default async function config() {\n  const bail = 1\n  return { bail }\n}',
    "const config = { 'bail': 1 }\nexport default (config)",
  ])('a function, a constant: %j', async (source) => {
    const changed = (await added('jest.config.mjs', source)) ?? ''
    const result = await loaded(`${changed.replace('export default', 'const given =')}
export default await (typeof given === 'function' ? given() : given)`)
    expect(result).toEqual({ bail: 1, reporters: ['default', ours('jest')] })
  })

  test.each([
    [
      'vitest.config.ts',
      'export default defineConfig(({ mode }) => ({ test: { globals: true } }))',
      'test: { reporters:',
    ],
    [
      'vitest.config.ts',
      'export default defineConfig({ test: {} } as UserConfig) satisfies UserConfig',
      'test: { reporters:',
    ],
    [
      'vitest.config.ts',
      "export default mergeConfig(base, defineConfig({ test: { reporters: 'dot' } }))",
      "['dot', '@zephyr",
    ],
    [
      'playwright.config.ts',
      'const config: PlaywrightTestConfig = { retries: 1 }\nmodule.exports = config',
      'reporter: [[',
    ],
    ['jest.config.ts', 'export default { bail: <number>1 } satisfies Config', "reporters: ['default'"],
    ['jest.config.ts', 'const config: Config = { bail: 1 }\nexport = config', "reporters: ['default'"],
    ['jest.config.js', "export default { 'reporters': ['summary'] }", "['@zephyr-reporters/jest', 'summary']"],
    ['jest.config.cjs', 'module.exports = async () => { return { bail: 1 } }', "return { reporters: ['default'"],
  ])('%s: %s', async (name, source, part) => {
    expect(await added(name, source)).toContain(part)
  })
})

describe('where there is a doubt, nothing is touched', () => {
  test.each([
    ['playwright.config.ts', "export default { reporter: process.env.CI ? 'blob' : 'html' }"],
    ['playwright.config.ts', "const reporter = 'html'\nexport default { reporter }"],
    ['jest.config.js', "import base from './base.js'\nexport default { ...base, bail: 1 }"],
    ['jest.config.js', 'export default createJestConfig(config)'],
    ['jest.config.js', "export default { ['reporters']: ['summary'] }"],
    ['jest.config.js', "export default { reporters: ['a'], reporters: ['b'] }"],
    ['jest.config.js', "const config = { bail: 1 }\nconfig.reporters = ['summary']\nexport default config"],
    ['jest.config.js', 'export default () => { if (process.env.CI) return { bail: 1 }; return { bail: 2 } }'],
    ['jest.config.js', 'module.exports = { bail: 1 }\nmodule.exports = { bail: 2 }'],
    ['jest.config.js', 'export default { bail: '],
    ['jest.config.js', 'export default <App/>'],
    ['jest.config.json', '{"reporters": "summary"}'],
    ['vitest.config.ts', 'export default defineConfig(({ mode }) => (mode === "a" ? { test: {} } : {}))'],
    ['playwright.config.ts', "export default defineConfig(base, { reporter: 'html' })"],
    ['vitest.config.ts', 'export default { test: shared }'],
    ['vitest.config.ts', 'export default { test: { ...shared } }'],
  ])('%s: %s', async (name, source) => {
    expect(await added(name, source)).toBeUndefined()
  })

  test('two configurations', async () => {
    writeFileSync(join(folder, 'jest.config.js'), 'export default {}')
    expect(await added('jest.config.ts', 'export default {}')).toBeUndefined()
  })
})

describe('a runner without a configuration file', () => {
  test.each([
    ['jest', 'jest.config.mjs', "reporters: ['default', '@zephyr-reporters/jest']"],
    ['vitest', 'vitest.config.mjs', "test: { reporters: ['default', '@zephyr-reporters/vitest'] }"],
    ['@playwright/test', 'playwright.config.mjs', "reporter: [['list'], ['@zephyr-reporters/playwright']]"],
    ['mocha', '.mocharc.json', '"reporter": "@zephyr-reporters/mocha"'],
  ])('%s: %s is written', async (name, file, part) => {
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ devDependencies: { [name]: '*' } }))
    const [runner] = runnersIn(folder)
    expect(runner && (await addReporter(folder, runner))).toBe(file)
    expect(readFileSync(join(folder, file), 'utf8')).toContain(part)
    expect(runnersIn(folder)).toMatchObject([{ configs: [file], added: true }])
  })

  test.each([
    ['pnpm', { 'package.json': '{"devDependencies":{"jest":"*"}}', 'pnpm-workspace.yaml': 'packages: [a]\n' }],
    ['npm', { 'package.json': '{"devDependencies":{"jest":"*"},"workspaces":["a"]}' }],
  ])('not at the top of a workspace of %s', async (_, files) => {
    for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content)
    const [runner] = runnersIn(folder)
    expect(runner && (await addReporter(folder, runner))).toBeUndefined()
    expect(readdirSync(folder).sort()).toEqual(Object.keys(files))
  })
})

test('commands of the project get no secret, and no registry that Yarn 1 made up', () => {
  const yarn = {
    npm_config_user_agent: 'yarn/1.22.22 npm/? node/v22',
    npm_config_registry: 'https://registry.yarnpkg.com',
  }
  const env = { PATH: '/bin', ZEPHYR_TOKEN: 'x', ZEPHYR_PASSWORD: 'y' }
  expect(ownEnvironment({ ...env, ...yarn })).toEqual({
    PATH: '/bin',
    npm_config_user_agent: yarn.npm_config_user_agent,
  })
  const own = { ...yarn, npm_config_registry: 'https://npm.acme.example' }
  expect(ownEnvironment({ ...env, ...own })).toEqual({ PATH: '/bin', ...own })
})

test.each([
  ['npm', 'package-lock.json', './node_modules/@zephyr-reporters/core/zephyr.config.schema.json'],
  ['pnpm', 'pnpm-lock.yaml', undefined],
  ["Plug'n'Play", '.pnp.cjs', undefined],
])('with %s the schema is named where an editor would find it', (_, file, path) => {
  writeFileSync(join(folder, file), '')
  expect(schemaFor(folder)).toBe(path)
})

describe("under Plug'n'Play a version is what the lock file says", () => {
  test.each([
    ['Yarn 4', '"jest@npm:^30.0.0, jest@npm:^30.5.0":\n  version: 30.5.2\n  resolution: "jest@npm:30.5.2"\n', '30.5.2'],
    [
      'node_modules instead',
      'jest-junit@^30.0.0:\n  version "1.0.0"\n\njest@^30.0.0:\n  version "30.4.0"\n',
      undefined,
    ],
    ['another range', '"jest@npm:^29.0.0":\n  version: 29.7.0\n', '^30.0.0'],
  ])('%s', (name, lock, version) => {
    writeFileSync(join(folder, 'package.json'), '{"devDependencies":{"jest":"^30.0.0"}}')
    writeFileSync(join(folder, 'yarn.lock'), `# yarn lockfile\n\n${lock}`)
    if (name !== 'node_modules instead') writeFileSync(join(folder, '.pnp.cjs'), '')
    expect(versionOf('jest', folder)).toBe(version)
    expect(versionOf('vitest', folder)).toBeUndefined()
  })
})

test('the CI systems of this folder, or of this run', () => {
  const commands = { test: 'npx jest', install: 'npm ci', run: 'npx' }
  expect(ciSnippets(folder, {}, commands).map(({ system }) => system)).toEqual(['GitHub Actions (none was found here)'])
  mkdirSync(join(folder, '.circleci'))
  for (const file of ['.gitlab-ci.yml', 'Jenkinsfile', '.circleci/config.yml', 'bitbucket-pipelines.yml'])
    writeFileSync(join(folder, file), '')
  const found = ciSnippets(folder, { TF_BUILD: 'True' }, commands)
  expect(found.map(({ system }) => system)).toEqual([
    'GitLab CI',
    'Jenkins',
    'Azure Pipelines',
    'CircleCI',
    'Bitbucket Pipelines',
  ])
  for (const { snippet } of found) {
    expect(snippet).toContain('npx jest')
    expect(snippet).toContain('zephyr-results')
  }
})

test.each<[string, Record<string, string>, string]>([
  [
    'packageManager wins over a lock file',
    { 'package.json': '{"packageManager":"pnpm@10.1.0"}', 'yarn.lock': '' },
    'pnpm add --save-dev',
  ],
  [
    'the top of a pnpm workspace',
    { 'pnpm-lock.yaml': '', 'pnpm-workspace.yaml': '' },
    'pnpm add --save-dev --workspace-root',
  ],
  [
    'the top of a Yarn 1 workspace',
    { 'package.json': '{"workspaces":[]}', 'yarn.lock': '' },
    'yarn add --dev --ignore-workspace-root-check',
  ],
  ['Yarn 4', { 'package.json': '{"workspaces":[],"packageManager":"yarn@4.1.0"}', 'yarn.lock': '' }, 'yarn add --dev'],
])('%s', (_, files, install) => {
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content)
  expect(managerOf(folder).install).toBe(install)
})

test.each([
  ['package-lock.json', 'npm install --save-dev', 'npx', 'npm ci'],
  ['pnpm-lock.yaml', 'pnpm add --save-dev', 'pnpm exec', 'corepack enable && pnpm install --frozen-lockfile'],
  ['yarn.lock', 'yarn add --dev', 'yarn', 'yarn install --frozen-lockfile'],
  ['bun.lock', 'bun add --dev', 'bunx', 'bun install --frozen-lockfile'],
])('%s: %s', (file, install, run, installAll) => {
  writeFileSync(join(folder, file), '')
  expect(managerOf(folder)).toEqual({ install, run, installAll })
  const [github] = ciSnippets(folder, {}, { test: `${run} jest`, install: installAll, run })
  expect(github?.snippet).toContain(`- run: ${installAll}\n`)
  expect(github?.snippet).toContain(`- run: ${run} zephyr-report resend --wait`)
})
