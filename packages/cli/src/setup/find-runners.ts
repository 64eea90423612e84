import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, join, relative } from 'node:path'
import { type RunnerDescriptor, runners } from '@zephyr-reporters/reporter-kit/runners'
import { insertReporter, withoutComments } from './insert-reporter.js'
import { manifestOf, readJson } from './manifest.js'
import { isWorkspaceTop, managerOf, upward, versionOf } from './package-manager.js'

/** A runner that this folder uses, and how far its reporter is set up. */
export interface Runner extends RunnerDescriptor {
  /** Installed versions. */
  version?: string
  reporterVersion?: string
  /** Its configuration files in this folder; `package.json` for its key there. */
  configs: string[]
  /** Whether one of `configs` names the reporter. */
  added: boolean
  /** How its tests are run, by the project's package manager. */
  command: string
}

/** For messages: those that there is a reporter for. */
export const runnerTitles = new Intl.ListFormat('en-GB', { type: 'disjunction' }).format(
  runners.map(({ title }) => title),
)

/** The runners that package.json names, or that have a configuration file here. */
export function runnersIn(folder: string): Runner[] {
  const { ranges, content } = manifestOf(folder)
  const files = readdirSync(folder).sort()
  return runners.flatMap((runner): Runner[] => {
    const { config, fallbackConfig, manifestKey } = runner
    const configs = files.filter((file) => config.test(file))
    if (manifestKey && content[manifestKey] !== undefined) configs.push('package.json')
    if (ranges[runner.package] === undefined && configs.length === 0) return []
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
    if (file === 'package.json') return JSON.stringify(content[manifestKey]).includes(reporter)
    const source = readFileSync(join(folder, file), 'utf8')
    return (/\.[cm]?[jt]s$/.test(file) ? withoutComments(source) : source).includes(reporter)
  }
}

/**
 * Adds the reporter where that can be done surely, and answers the file's name; else nothing is touched. A runner without
 * a configuration file gets one, but at the top of a workspace, whose packages have theirs.
 */
export async function addReporter(folder: string, runner: Runner): Promise<string | undefined> {
  const [name, ...others] = runner.configs
  if (!name) {
    if (isWorkspaceTop(folder)) return undefined
    writeFileSync(join(folder, runner.newConfig.file), runner.newConfig.content)
    return runner.newConfig.file
  }
  if (others.length > 0) return undefined
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
  const content = readJson(path)
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

/**
 * The schema of `zephyr.config.json` as an editor finds it from this folder; `undefined` with pnpm and Plug'n'Play, which
 * put it where no stable path leads.
 */
export function schemaFor(folder: string): string | undefined {
  const name = 'node_modules/@zephyr-reporters/core/zephyr.config.schema.json'
  const path = upward(folder, name)
  if (!path) return managerOf(folder).run === 'pnpm exec' || upward(folder, '.pnp.cjs') ? undefined : `./${name}`
  const from = relative(folder, path).replaceAll('\\', '/')
  return from.startsWith('.') ? from : `./${from}`
}
