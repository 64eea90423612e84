import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { keys } from '../../../packages/cli/test/terminal.ts'
import { startEmulator } from '../../emulator/dist/index.js'
import { createProject, managers, type Project } from '../src/stranger.ts'
import { type Suite, suites } from '../src/suites.ts'

// `init` as a newcomer meets it: at a terminal, in a project that has a runner, with each package manager. It installs the reporter, adds it to the configuration and ends with a dry run of the tests.

let emulator: Awaited<ReturnType<typeof startEmulator>>
beforeAll(async () => {
  emulator = await startEmulator({ newMs: 1, queuedMs: 1 })
})
afterAll(() => emulator.close())

interface Config {
  file: string
  /** What the project has already; missing: it has no configuration file. */
  before?: string
}

/** Another way to write a configuration for each package manager: none at all, CommonJS, ES modules, TypeScript, functions. */
const configs: Record<string, readonly Config[]> = {
  jest: [
    { file: 'jest.config.mjs' },
    { file: 'jest.config.cjs', before: 'module.exports = { verbose: true }\n' },
    { file: 'jest.config.mjs', before: 'export default async () => ({ verbose: true })\n' },
    { file: 'package.json' },
  ],
  vitest: [
    {
      file: 'vitest.config.mts',
      before:
        "import { defineConfig } from 'vitest/config'\nexport default defineConfig({ test: { globals: true } })\n",
    },
    { file: 'vitest.config.mjs' },
    {
      file: 'vite.config.mts',
      before:
        "import { defineConfig } from 'vitest/config'\nexport default defineConfig({ test: { globals: true } })\n",
    },
    {
      file: 'vitest.config.mts',
      before:
        "import { defineConfig } from 'vitest/config'\nexport default defineConfig(({ mode }) => ({ define: { mode: JSON.stringify(mode) } }))\n",
    },
  ],
  playwright: [
    {
      file: 'playwright.config.ts',
      before: "import { defineConfig } from '@playwright/test'\nexport default defineConfig({ reporter: 'html' })\n",
    },
    {
      file: 'playwright.config.js',
      before: "const { defineConfig } = require('@playwright/test')\nmodule.exports = defineConfig({ retries: 0 })\n",
    },
    { file: 'playwright.config.mjs' },
    {
      file: 'playwright.config.ts',
      before:
        "import type { PlaywrightTestConfig } from '@playwright/test'\nconst config: PlaywrightTestConfig = { reporter: [['dot']] }\nexport default config\n",
    },
  ],
  mocha: [
    { file: '.mocharc.json' },
    { file: '.mocharc.cjs', before: 'module.exports = { timeout: 5000 }\n' },
    { file: '.mocharc.json', before: '{ "timeout": 5000 }\n' },
    { file: '.mocharc.js', before: 'module.exports = { timeout: 5000 }\n' },
  ],
}

/** One of each kind: Yarn 4 by its own default, Plug'n'Play, on a Node on which all runners work under it. */
const chosen = managers.filter(({ name }) => ['npm', 'pnpm', 'yarn 1', 'yarn 4 (pnp, newest Node)'].includes(name))

describe.each(chosen.map((manager, index) => [manager.name, manager, index] as const))('%s', (_, manager, index) => {
  // As the first lines of the README say, and where the command line is there already.
  const isByName = manager.name === 'npm'

  test.each(suites())('$runner: asks, installs, adds the reporter, ends with the dry run', async (suite) => {
    const config = configs[suite.runner]?.[index] ?? expect.fail('no configuration')
    const project = await createProject(inject('folder'), manager, inject('registry'))
    await project.add(...suite.packages, ...(isByName ? [] : ['@zephyr-reporters/cli']))
    prepare(project, suite, config)

    // npm asks before it gets a package to run, but not where it takes the machine for a CI system's.
    const yes = { npm_config_yes: 'true' }
    const terminal = project.terminal([isByName ? '@zephyr-reporters/cli' : 'zephyr-report', 'init'], yes)
    await answerAbout(suite.runner, terminal, isByName)
    expect(await terminal.ended, terminal.text()).toBe(0)
    expect(terminal.text()).toContain(`${isNew(config) ? 'wrote' : 'added the reporter to'} ${config.file}`)
    expect(terminal.text()).toMatch(/Zephyr would record 2 test cases: 1 passed, 1 failed/)
    expect(terminal.text()).toContain(`the dry run wrote zephyr-results/${suite.runner}.xml`)
    expect(readFileSync(join(project.folder, '.gitignore'), 'utf8')).toBe('node_modules\nzephyr-results/\n')
    expect(readFileSync(join(project.folder, 'zephyr.config.json'), 'utf8')).not.toContain(emulator.token)
  })
})

const isNew = ({ file, before }: Config) => before === undefined && file !== 'package.json'

/** Tests, and the configuration that is there already. */
function prepare(project: Project, { files }: Suite, { file, before }: Config): void {
  const tests = Object.entries(files('commonjs')).filter(([name]) => !/config|mocharc/.test(name))
  // Else the files of a CommonJS project would be ES modules with a package manager whose `init` says so.
  change(project, (manifest) => ({
    ...manifest,
    type: 'commonjs',
    ...(file === 'package.json' && { jest: { verbose: true } }),
  }))
  project.write({ ...Object.fromEntries(tests), ...(before && { [file]: before }) })
}

async function answerAbout(runner: string, terminal: ReturnType<Project['terminal']>, isByName: boolean) {
  await terminal.answer('Address of your Zephyr server', keys.clear, emulator.url, keys.enter)
  await terminal.answer('API token, to look names up', emulator.token, keys.enter)
  const chosenAsOffered = ['Which project?', 'Which release?', 'Which repository folder?']
  for (const question of [...chosenAsOffered, 'Name of the automation job', 'Test cycle'])
    await terminal.answer(question, keys.enter)
  await terminal.answer('Add zephyr-results/ to .gitignore?', keys.enter)
  const missing = [`@zephyr-reporters/${runner}`, ...(isByName ? ['@zephyr-reporters/cli'] : [])].join(' and ')
  await terminal.answer(`Install ${missing} now?`, keys.enter)
  await terminal.answer('tests now, sending nothing?', keys.enter)
}

function change(project: Project, by: (manifest: Record<string, unknown>) => Record<string, unknown>): void {
  const manifest = JSON.parse(readFileSync(join(project.folder, 'package.json'), 'utf8'))
  project.write({ 'package.json': `${JSON.stringify(by(manifest), null, 2)}\n` })
}
