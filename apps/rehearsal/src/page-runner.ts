import { rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Snippet } from '../../docs/src/snippets.ts'
import { attempt, type Outcome, run } from './shell.ts'
import type { Project } from './stranger.ts'

interface Runner {
  /** Its configuration files begin with this. */
  config: string
  command: readonly string[]
  /** What its user has already. Another runner would take some of these files for its own. */
  tests: Record<string, string>
}

const adds = "test('adds up', () => expect(1 + 1).toBe(2))\n"

const runners: readonly Runner[] = [
  { config: 'jest.config.', command: ['jest'], tests: { 'sum.test.js': adds, 'other.test.js': adds } },
  {
    config: 'vitest.config.',
    command: ['vitest', 'run'],
    tests: { 'sum.test.ts': `import { expect, test } from 'vitest'\n${adds}` },
  },
  {
    config: 'playwright.config.',
    command: ['playwright', 'test'],
    tests: { 'sum.spec.ts': `import { expect, test } from '@playwright/test'\n${adds}` },
  },
  { config: '.mocharc.', command: ['mocha'], tests: { 'test/sum.js': "it('adds up', () => {})\n" } },
]

/** For pages that name no runner's configuration. */
export const jestConfiguration = {
  'jest.config.js':
    "module.exports = { reporters: ['default', '@zephyr-reporters/jest'], testMatch: ['**/*.test.js'] }\n",
}

/** A runner that a page did not configure yet runs without a configuration. */
const endings = ['js', 'cjs', 'mjs', 'ts', 'mts', 'json', 'yml']

/** What a reader does with a snippet: writes the file and runs what it is for, or types the commands. */
export async function follow(snippet: Snippet, project: Project, env: Record<string, string>): Promise<string[]> {
  const { file, code, language } = snippet
  if (snippet.notRun) return []
  if (file === undefined) return language === 'sh' ? typed(code, project, env) : []
  const runner = runners.find(({ config }) => file.startsWith(config))
  if (runner) {
    for (const ending of endings) rmSync(join(project.folder, `${runner.config}${ending}`), { force: true })
    onlyTestsOf(runner, project)
    project.write({ [file]: code })
    return problemsOf(await dryRun(runner, project, env), /Zephyr would record [1-9]\d* test cases?/)
  }
  project.write({ [file]: code })
  if (/\.(test|spec)\.[jt]s$/.test(file)) return testFile(file, code, project, env)
  if (/\.[mc]js$/.test(file)) return problemsOf(await attempt('node', [file], { cwd: project.folder, env }), /\S/)
  if (file.endsWith('.js')) return problemsOf(await attempt('node', ['--check', file], { cwd: project.folder, env }))
  return []
}

/** Which runner a test file is for stands in its imports; Jest's needs none. */
async function testFile(file: string, code: string, project: Project, env: Record<string, string>): Promise<string[]> {
  const [, from = 'jest'] = /from '(vitest|@playwright\/test)'/.exec(code) ?? []
  const command = {
    jest: ['jest', file],
    vitest: ['vitest', 'run', file],
    '@playwright/test': ['playwright', 'test', file],
  }[from]
  if (!command) throw new Error(`no runner for ${file}`)
  const outcome = await project.exec(command, { ...env, ZEPHYR_DRY_RUN: 'true' })
  rmSync(join(project.folder, file))
  return problemsOf(outcome, /Zephyr would record [1-9]\d* test cases?: [1-9]\d* passed/)
}

/** Leaves the tests of this runner only. */
function onlyTestsOf(runner: Runner, project: Project): void {
  for (const { tests } of runners)
    for (const name of Object.keys(tests)) rmSync(join(project.folder, name), { force: true })
  project.write(runner.tests)
}

function dryRun({ command }: Runner, project: Project, env: Record<string, string>): Promise<Outcome> {
  return project.exec(command, { ...env, ZEPHYR_DRY_RUN: 'true' })
}

/** The commands of one block, in one shell, as they stand there; only the token is filled in. */
async function typed(code: string, project: Project, env: Record<string, string>): Promise<string[]> {
  const script = code.replaceAll('ZEPHYR_TOKEN=…', `ZEPHYR_TOKEN=${env.ZEPHYR_TOKEN}`)
  const named = runners.find(({ command: [name] }) => new RegExp(`npx ${name}\\b`).test(script))
  if (named) onlyTestsOf(named, project)
  if (script.includes("upload 'zephyr-results")) await makeShards(project, env)
  return problemsOf(await attempt('bash', ['-e', '-o', 'pipefail', '-c', script], { cwd: project.folder, env }))
}

async function makeShards(project: Project, env: Record<string, string>): Promise<void> {
  project.write({ ...runners[0]?.tests, ...jestConfiguration })
  rmSync(join(project.folder, 'zephyr-results'), { recursive: true, force: true })
  const config = ['--config', 'jest.config.js']
  for (const shard of ['1/2', '2/2'])
    await run('npx', ['jest', ...config, `--shard=${shard}`], { cwd: project.folder, env })
}

function problemsOf({ code, output }: Outcome, wanted?: RegExp): string[] {
  if (code !== 0) return [`ended with ${code}:\n${output}`]
  if (wanted && !wanted.test(output)) return [`does not say ${wanted}:\n${output}`]
  return []
}
