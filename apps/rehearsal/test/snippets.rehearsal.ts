import { existsSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { pages, placeOf, root, snippetsOf } from '../../docs/src/snippets.ts'
import { startEmulator } from '../../emulator/dist/index.js'
import { follow, jestConfiguration } from '../src/page-runner.ts'
import { createProject, managers, type Project, pathWithNode } from '../src/stranger.ts'

// Every page from top to bottom, as its reader would follow it: files are written, commands
// typed, configurations tried with their runner. What no one can run (workflows, commands of other machines) has a
// static check in apps/docs, or says in the page why it is not run.

const runnable = pages().filter((page) => snippetsOf(page).some(({ language, notRun }) => isCode(language) && !notRun))

function isCode(language: string): boolean {
  return ['sh', 'js', 'ts'].includes(language)
}

/** The runners, and those of our packages whose README does not install them itself. */
const packages = ['jest', 'vitest', '@playwright/test', 'mocha', 'typescript', 'ts-node'].concat(
  ['jest', 'vitest', 'playwright', 'mocha', 'core', 'parser-template', 'emulator', 'cli']
    .filter((name) => existsSync(join(root, name === 'emulator' ? 'apps' : 'packages', name, 'package.json')))
    .map((name) => `@zephyr-reporters/${name}`),
)

const testcase = '<testcase classname="tests.login" name="logs in" time="0.1"/>'
const results = `<testsuites><testsuite name="tests.login">${testcase}</testsuite></testsuites>\n`

/** What the reader of any page has already: a configuration, a result file. */
const files = {
  'zephyr.config.json': snippetsOf('README.md').find(({ file }) => file === 'zephyr.config.json')?.code ?? '',
  ...jestConfiguration,
  'results.xml': results,
  'build/test-results/a.xml': results,
}

let project: Project
beforeAll(async () => {
  const npm = managers.find(({ name }) => name === 'npm') ?? expect.fail('no npm')
  project = await createProject(inject('folder'), npm, inject('registry'))
  await project.add(...packages)
})

describe.each(runnable)('%s', (page) => {
  let emulator: Awaited<ReturnType<typeof startEmulator>>
  beforeAll(async () => {
    const kept = ['node_modules', 'package.json', 'package-lock.json', '.npmrc', '.git', '.gitignore']
    for (const name of readdirSync(project.folder))
      if (!kept.includes(name)) rmSync(join(project.folder, name), { recursive: true })
    project.write(files)
    emulator = await startEmulator({ newMs: 1, queuedMs: 1 })
  })
  afterAll(() => emulator.close())

  test.each(snippetsOf(page).map((snippet) => [placeOf(snippet), snippet] as const))('%s', async (_, snippet) => {
    const env = { PATH: pathWithNode(), ZEPHYR_URL: emulator.url, ZEPHYR_TOKEN: emulator.token }
    expect((await follow(snippet, project, env)).join('\n')).toBe('')
  })
})
