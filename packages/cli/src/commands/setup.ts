import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, dirname, join, relative, resolve } from 'node:path'
import { UsageError } from './failure.js'
import { insertReporter, withoutComments } from './insert-reporter.js'

/** A runner that this folder uses, and how far its reporter is set up. */
export interface Runner {
  name: 'jest' | 'vitest' | 'playwright'
  title: string
  package: string
  reporter: string
  /** Installed versions. */
  version?: string
  reporterVersion?: string
  /** The oldest version that the reporter works with. */
  oldest: string
  /** Its configuration files in this folder; `package.json` for Jest's key there. */
  configs: string[]
  /** One of them names the reporter. */
  added: boolean
  /** The line that adds the reporter. */
  line: string
  /** The option that the line sets, and what is written into its list. */
  key: 'reporters' | 'reporter'
  entry: string
  /** How its tests are run. */
  command: string
}

type Known = Pick<Runner, 'name' | 'title' | 'package' | 'reporter' | 'oldest' | 'line' | 'key' | 'entry'> & {
  run: string
  config: RegExp
}

const known: readonly Known[] = [
  {
    name: 'jest',
    title: 'Jest',
    package: 'jest',
    reporter: '@zephyr-reporters/jest',
    oldest: '29',
    line: "reporters: ['default', '@zephyr-reporters/jest']",
    key: 'reporters',
    entry: "'@zephyr-reporters/jest'",
    run: 'jest',
    config: /^jest\.config\.([cm]?[jt]s|json)$/,
  },
  {
    name: 'vitest',
    title: 'Vitest',
    package: 'vitest',
    reporter: '@zephyr-reporters/vitest',
    oldest: '3',
    line: "reporters: ['default', '@zephyr-reporters/vitest']",
    key: 'reporters',
    entry: "'@zephyr-reporters/vitest'",
    run: 'vitest run',
    config: /^vitest\.config\.[cm]?[jt]s$/,
  },
  {
    name: 'playwright',
    title: 'Playwright',
    package: '@playwright/test',
    reporter: '@zephyr-reporters/playwright',
    oldest: '1.44',
    line: "reporter: [['list'], ['@zephyr-reporters/playwright']]",
    key: 'reporter',
    entry: "['@zephyr-reporters/playwright']",
    run: 'playwright test',
    config: /^playwright\.config\.[cm]?[jt]s$/,
  },
]

/** The runners that package.json names, or that have a configuration file here. */
export function runnersIn(folder: string): Runner[] {
  const manifest = manifestOf(folder)
  const files = readdirSync(folder).sort()
  return known.flatMap(({ run, config, ...runner }): Runner[] => {
    const configs = files.filter((file) => config.test(file))
    if (runner.name === 'jest' && manifest.jest !== undefined) configs.push('package.json')
    if (!manifest.names.includes(runner.package) && configs.length === 0) return []
    // Vite's own file is Vitest's where Vitest has none.
    if (runner.name === 'vitest' && configs.length === 0)
      configs.push(...files.filter((file) => /^vite\.config\.[cm]?[jt]s$/.test(file)))
    return [
      {
        ...runner,
        version: versionOf(runner.package, folder),
        reporterVersion: versionOf(runner.reporter, folder),
        configs,
        added: configs.some((file) => names(file, runner.reporter)),
        command: `${managerOf(folder).run} ${run}`,
      },
    ]
  })

  function names(file: string, reporter: string): boolean {
    if (file === 'package.json') return JSON.stringify(manifest.jest).includes(reporter)
    const source = readFileSync(join(folder, file), 'utf8')
    return (file.endsWith('.json') ? source : withoutComments(source)).includes(reporter)
  }
}

interface Manifest {
  /** What it depends on. */
  names: string[]
  isWorkspace: boolean
  jest?: unknown
  name?: string
  packageManager?: string
}

function manifestOf(folder: string): Manifest {
  const path = join(folder, 'package.json')
  if (!existsSync(path)) return { names: [], isWorkspace: false }
  const { name, dependencies, devDependencies, jest, workspaces, packageManager } = parsed(path)
  return {
    names: Object.keys({ ...dependencies, ...devDependencies }),
    isWorkspace: workspaces !== undefined,
    jest,
    name,
    packageManager: typeof packageManager === 'string' ? packageManager : undefined,
  }
}

function parsed(path: string) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch (error) {
    throw new UsageError(`${path} is not JSON: ${error instanceof Error ? error.message : error}`)
  }
}

/** What to call the job of this folder's tests. */
export function projectName(folder: string): string | undefined {
  const { name } = manifestOf(folder)
  return typeof name === 'string' && name !== '' ? name : undefined
}

/** The first place upward where there is such a file or folder. */
export function upward(folder: string, path: string): string | undefined {
  for (let at = resolve(folder); ; at = dirname(at)) {
    if (existsSync(join(at, path))) return join(at, path)
    if (dirname(at) === at) return undefined
  }
}

function versionOf(name: string, folder: string): string | undefined {
  const path = upward(folder, join('node_modules', name, 'package.json'))
  return path && String(JSON.parse(readFileSync(path, 'utf8')).version)
}

/**
 * The project's package manager, by `packageManager` of package.json or by its lock file: how it installs (at the top of
 * a workspace with the flag that pnpm and Yarn 1 want there), and how it runs a command.
 */
export function managerOf(folder: string): { install: string; run: string } {
  const uses = (...files: string[]) => files.some((file) => upward(folder, file))
  const named = namedManager(folder)
  const is = (name: string, ...locks: string[]) => (named ? named.startsWith(`${name}@`) : uses(...locks))
  if (is('pnpm', 'pnpm-lock.yaml')) {
    const isTop = existsSync(join(folder, 'pnpm-workspace.yaml'))
    return { install: `pnpm add --save-dev${isTop ? ' --workspace-root' : ''}`, run: 'pnpm exec' }
  }
  if (is('yarn', 'yarn.lock')) {
    const isOld = named ? named.startsWith('yarn@1') : !upward(folder, '.yarnrc.yml')
    const isTop = isOld && manifestOf(folder).isWorkspace
    return { install: `yarn add --dev${isTop ? ' --ignore-workspace-root-check' : ''}`, run: 'yarn' }
  }
  if (is('bun', 'bun.lock', 'bun.lockb')) return { install: 'bun add --dev', run: 'bunx' }
  return { install: 'npm install --save-dev', run: 'npx' }
}

/** `pnpm@10.0.0` of the nearest package.json that names one. */
function namedManager(folder: string): string | undefined {
  for (let at = resolve(folder); ; at = dirname(at)) {
    const { packageManager } = manifestOf(at)
    if (packageManager !== undefined) return packageManager
    if (dirname(at) === at) return undefined
  }
}

/** Adds the reporter where that can be done surely, and answers the file's name; else nothing is touched. */
export async function addReporter(folder: string, runner: Runner): Promise<string | undefined> {
  const [name, ...others] = runner.configs
  if (!name || others.length > 0) return undefined
  const path = join(folder, name)
  const source = readFileSync(path, 'utf8')
  // Vite's own types know no `test`, unless somebody has seen to it.
  if (/^vite\./.test(name) && !/\btest\s*:/.test(source)) return undefined
  const changed = name.endsWith('.json') ? inJson(path, source, runner) : await insertReporter(source, runner)
  if (changed === undefined) return undefined
  writeFileSync(path, changed)
  return name
}

/** Jest's configuration as JSON: `jest.config.json`, or the key `jest` of package.json. */
function inJson(path: string, source: string, { reporter }: Runner): string | undefined {
  const content = parsed(path)
  const config = basename(path) === 'package.json' ? content.jest : content
  // `"jest": "./other.json"` or a preset's name is not ours to change.
  if (typeof config !== 'object' || config === null) return undefined
  const { reporters = ['default'] } = config
  if (!Array.isArray(reporters)) return undefined
  config.reporters = [...reporters, reporter]
  const indent = /^[ \t]+/m.exec(source)?.[0] ?? 2
  const changed = JSON.stringify(content, null, indent) + (source.endsWith('\n') ? '\n' : '')
  return source.includes('\r\n') ? changed.replaceAll('\n', '\r\n') : changed
}

/** The schema of `zephyr.config.json` as an editor finds it from this folder. */
export function schemaFor(folder: string): string {
  const name = 'node_modules/@zephyr-reporters/core/zephyr.config.schema.json'
  const path = upward(folder, name)
  if (!path) return `./${name}`
  const from = relative(folder, path).replaceAll('\\', '/')
  return from.startsWith('.') ? from : `./${from}`
}
