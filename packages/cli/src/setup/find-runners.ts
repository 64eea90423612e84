import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, dirname, join, relative, resolve } from 'node:path'
import { type RunnerDescriptor, runners } from '@zephyr-reporters/reporter-kit/runners'
import { UsageError } from '../failure.js'
import { insertReporter, withoutComments } from './insert-reporter.js'

/** A runner that this folder uses, and how far its reporter is set up. */
export interface Runner extends RunnerDescriptor {
  /** Installed versions. */
  version?: string
  reporterVersion?: string
  /** Its configuration files in this folder; `package.json` for its key there. */
  configs: string[]
  /** One of them names the reporter. */
  added: boolean
  /** How its tests are run, by the project's package manager. */
  command: string
}

/** The runners that package.json names, or that have a configuration file here. */
export function runnersIn(folder: string): Runner[] {
  const manifest = manifestOf(folder)
  const files = readdirSync(folder).sort()
  return runners.flatMap((runner): Runner[] => {
    const { config, fallbackConfig, manifestKey } = runner
    const configs = files.filter((file) => config.test(file))
    if (manifestKey && manifest.configs[manifestKey] !== undefined) configs.push('package.json')
    if (!manifest.names.includes(runner.package) && configs.length === 0) return []
    if (fallbackConfig && configs.length === 0) configs.push(...files.filter((file) => fallbackConfig.test(file)))
    return [
      {
        ...runner,
        version: versionOf(runner.package, folder),
        reporterVersion: versionOf(runner.reporter, folder),
        configs,
        added: configs.some((file) => names(file, runner)),
        command: `${managerOf(folder).run} ${runner.run}`,
      },
    ]
  })

  function names(file: string, { reporter, manifestKey = '' }: RunnerDescriptor): boolean {
    if (file === 'package.json') return JSON.stringify(manifest.configs[manifestKey]).includes(reporter)
    const source = readFileSync(join(folder, file), 'utf8')
    return (/\.[cm]?[jt]s$/.test(file) ? withoutComments(source) : source).includes(reporter)
  }
}

interface Manifest {
  /** What it depends on. */
  names: string[]
  isWorkspace: boolean
  /** The runners' configurations in it, by their keys. */
  configs: Record<string, unknown>
  name?: string
  packageManager?: string
}

function manifestOf(folder: string): Manifest {
  const path = join(folder, 'package.json')
  if (!existsSync(path)) return { names: [], configs: {}, isWorkspace: false }
  const manifest = parsed(path)
  const { name, dependencies, devDependencies, workspaces, packageManager } = manifest
  return {
    names: Object.keys({ ...dependencies, ...devDependencies }),
    isWorkspace: workspaces !== undefined,
    configs: Object.fromEntries(
      runners.flatMap(({ manifestKey }) => (manifestKey ? [[manifestKey, manifest[manifestKey]]] : [])),
    ),
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
  // Comments of `.jsonc` would be lost, and YAML is not read: the line to add is printed.
  if (!/\.(json|[cm]?[jt]s)$/.test(name)) return undefined
  const changed = name.endsWith('.json') ? inJson(path, source, runner) : await insertReporter(source, runner)
  if (changed === undefined) return undefined
  writeFileSync(path, changed)
  return name
}

/** A configuration as JSON: a file of its own, or the runner's key of package.json. */
function inJson(path: string, source: string, runner: Runner): string | undefined {
  const content = parsed(path)
  const config = basename(path) === 'package.json' && runner.manifestKey ? content[runner.manifestKey] : content
  // `"jest": "./other.json"` or a preset's name is not ours to change.
  if (typeof config !== 'object' || config === null) return undefined
  const value = withReporter(config[runner.key], runner)
  if (value === undefined) return undefined
  config[runner.key] = value
  const indent = /^[ \t]+/m.exec(source)?.[0] ?? 2
  const changed = JSON.stringify(content, null, indent) + (source.endsWith('\n') ? '\n' : '')
  return source.includes('\r\n') ? changed.replaceAll('\n', '\r\n') : changed
}

/** The value of the reporters' key with ours in it; `undefined` where another reporter stands alone and must, or it is no list. */
function withReporter(value: unknown, { takesList, defaults, reporter }: Runner): unknown {
  if (!takesList) return value === undefined ? reporter : undefined
  const list = value ?? defaults
  return Array.isArray(list) ? [...list, reporter] : undefined
}

/** The schema of `zephyr.config.json` as an editor finds it from this folder. */
export function schemaFor(folder: string): string {
  const name = 'node_modules/@zephyr-reporters/core/zephyr.config.schema.json'
  const path = upward(folder, name)
  if (!path) return `./${name}`
  const from = relative(folder, path).replaceAll('\\', '/')
  return from.startsWith('.') ? from : `./${from}`
}
