import { dirname, resolve } from 'node:path'
import * as v from 'valibot'
import { messageOf } from '../display.js'
import { hideUser } from '../zephyr/address.js'
import { wrongNoProxy } from '../zephyr/proxy.js'
import { checkPairs, show, unknownNames, unknownVariables, wrongPems } from './checks.js'
import { type ConfigFiles, loadConfigFiles, readJsonFiles } from './files.js'
import { defaultWaitSeconds } from './kinds.js'
import { type Hidden, isUnset, type Layer, nearestValue, type Source } from './layers.js'
import {
  expectedFor,
  type Option,
  type OptionName,
  optionNames,
  options,
  type RequiredName,
  type Settings,
} from './options.js'
import type { Problem } from './problems.js'
import { shortSecrets } from './secrets.js'
import { readServerFile, type ServerFile, serverFileName } from './server-file.js'

/** Every option read from where it stands, with what is wrong. */
export interface Loaded {
  settings: Settings
  sources: Record<OptionName, Source>
  problems: Problem[]
  /** Printed as warnings; never a reason not to send: an unknown `ZEPHYR_*` variable. */
  warnings: string[]
  /** The rules by which this server reads files; `undefined` where `zephyr-report calibrate` has not measured them. */
  measured?: ServerFile
  /** The configuration files that were read, the nearest first. */
  configFiles: string[]
  /** Folder of the farthest of them: packages count from here unless `root` is set. `undefined` without any. */
  configRoot?: string
  /** Values that were left out because they belong to another option that was overridden, by option name. */
  hidden: Partial<Record<OptionName, Hidden>>
  /** The runner's name, or `upload`. */
  runner: string
  env: Record<string, string | undefined>
}

/** What `loadSettings` and `resolveSettings` read. */
export interface LoadRequest {
  /** The runner's name, or `upload`. */
  runner: string
  /** The reporter's options. */
  options?: Record<string, unknown>
  /** The command line's flags, by option name. They win over the environment. */
  flags?: Record<string, unknown>
  /** @default process.env */
  env?: Record<string, string | undefined>
  /**
   * Where the search for configuration files starts, and relative paths count from.
   * @default process.cwd()
   */
  cwd?: string
}

/**
 * Reads every option from where it stands: flags > environment > reporter options > `zephyr.config.*`, nearest first >
 * default. Runs configuration files that are code.
 */
export async function resolveSettings(request: LoadRequest): Promise<Loaded> {
  return readSettings(request, await loadConfigFiles(request.cwd ?? process.cwd()))
}

/** The synchronous `resolveSettings`: reads configuration files in JSON only. */
export function loadSettings(request: LoadRequest): Loaded {
  return readSettings(request, readJsonFiles(request.cwd ?? process.cwd()))
}

function readSettings(request: LoadRequest, { files, problems: fileProblems }: ConfigFiles): Loaded {
  const { runner, env = process.env, cwd = process.cwd() } = request
  const { parsed, sources, hidden, problems: wrongValues } = parseOptions(layersOf(request, files))
  const secrets = files.flatMap(({ path, values }) => secretsIn(values, path))
  const problems: Problem[] = [...fileProblems, ...secrets, ...wrongValues]
  applyImplied(parsed, sources)
  checkPairs(parsed, sources, problems)
  const server = measuredServer(parsed, files, cwd)
  // An administrator's template that knows tests that did not run is shown them; an option that was set stays as it is.
  if (server.measured?.rules.skipped === 'not executed' && sources.skipped.kind === 'default') {
    parsed.skipped = 'include'
    sources.skipped = { kind: 'file', label: serverFileName }
  }
  problems.push(
    ...wrongPems(parsed, sources),
    ...unknownNames(request.options, "the reporter's options"),
    ...files.flatMap(({ path, values }) => unknownNames(values, path)),
  )
  const farthest = files.at(-1)
  return {
    // Each value went through its own option's schema above.
    settings: parsed as Settings,
    sources,
    problems,
    measured: server.measured,
    warnings: [...server.warnings, ...unknownVariables(env), ...shortSecrets(parsed as Settings), ...wrongNoProxy(env)],
    configFiles: files.map(({ path }) => path),
    configRoot: farthest && dirname(farthest.path),
    hidden,
    runner,
    env,
  }
}

/** Where options may stand, the nearest first. */
function layersOf(request: LoadRequest, files: ConfigFiles['files']): Layer[] {
  const { env = process.env, cwd = process.cwd() } = request
  return [
    { kind: 'flag', label: (name) => `--${kebab(name)}`, base: cwd, get: (name) => request.flags?.[name] },
    {
      kind: 'environment',
      label: (name) => options[name].variable,
      base: cwd,
      get: (name) => env[options[name].variable],
    },
    { kind: 'options', label: () => "the reporter's options", base: cwd, get: (name) => request.options?.[name] },
    ...files.map(
      ({ path, folder, values }): Layer => ({
        kind: 'file',
        label: () => path,
        base: folder,
        get: (name) => (isSecret(name) || !Object.hasOwn(values, name) ? undefined : values[name]),
      }),
    ),
  ]
}

/** What the layers say, option by option. */
interface Parsed {
  /** Values that passed their option's schema, and defaults. */
  parsed: Partial<Record<OptionName, unknown>>
  sources: Record<OptionName, Source>
  hidden: Loaded['hidden']
  /** Values that did not pass. */
  problems: Problem[]
}

function parseOptions(layers: readonly Layer[]): Parsed {
  const found: Parsed = { parsed: {}, sources: {} as Parsed['sources'], hidden: {}, problems: [] }
  for (const name of optionNames) {
    const { default: standard, kind }: Option<unknown> = options[name]
    found.sources[name] = { kind: 'default', label: 'default' }
    if (standard !== undefined) found.parsed[name] = standard
    const { given, layer, hidden } = nearestValue(name, layers)
    if (hidden) found.hidden[name] = hidden
    if (!layer) continue
    const source = layer.label(name)
    found.sources[name] = { kind: layer.kind, label: source }
    const { success, output } = v.safeParse(kind.schema, given)
    if (success) found.parsed[name] = isPath(name) ? resolve(layer.base, String(output)) : output
    else found.problems.push({ option: name, source, given: shownValue(name, given), expected: expectedFor(name) })
  }
  return found
}

/** The rules that `zephyr-report calibrate` measured of this server; a file that cannot be read is a warning. */
function measuredServer(
  { url }: Partial<Record<OptionName, unknown>>,
  [nearest]: ConfigFiles['files'],
  cwd: string,
): { measured?: ServerFile; warnings: string[] } {
  if (typeof url !== 'string') return { warnings: [] }
  try {
    return { measured: readServerFile(nearest?.folder ?? cwd, url), warnings: [] }
  } catch (error) {
    return { warnings: [messageOf(error)] }
  }
}

/** The required options that are missing, as problems; none with `jobId`. */
export function missingForDelivery(loaded: Loaded, { needsServer = true } = {}): Problem[] {
  const { settings, problems, hidden } = loaded
  const reported = new Set(problems.map(({ option }) => option))
  const missing: OptionName[] = []
  if (needsServer && !settings.url) missing.push('url')
  if (needsServer && !settings.token && !(settings.username && settings.password)) missing.push('token')
  if (!settings.jobId) missing.push(...requiredNames.filter((name) => settings[name] === undefined))
  return missing
    .filter((name) => !reported.has(name))
    .map((name) => {
      const behind = hidden[name]
      const why = behind ? ` (the one in ${behind.source} belongs to the ${behind.by} there, which is overridden)` : ''
      return {
        option: name,
        source: options[name].variable,
        given: 'nothing',
        expected: `${expectedFor(name)}${why}`,
      }
    })
}

/** Options without which nothing is delivered, unless `jobId` is set. */
export const requiredNames = [
  'projectId',
  'releaseId',
  'jobName',
  'cycleName',
  'repositoryPath',
  'repositoryTreeId',
] satisfies RequiredName[]

/** An option's name as its flag spells it: `projectId` becomes `project-id`. */
export const kebab = (name: string) => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)

// outputFile counts from the root, which is known only later.
const isPath = (name: OptionName) => name === 'root' || name === 'clientCert' || name === 'clientKey'

const isSecret = (name: OptionName) => (options[name] as Option<unknown>).secret === true

/** A secret in a file is refused, also where the environment has one too: it lies in the repository. */
function secretsIn(values: Record<string, unknown>, path: string): Problem[] {
  return optionNames
    .filter((name) => isSecret(name) && Object.hasOwn(values, name) && !isUnset(values[name]))
    .map((name) => ({
      option: name,
      source: path,
      given: '(not shown)',
      expected: `not in a file: remove it there and set ${options[name].variable} in the environment`,
    }))
}

function shownValue(name: OptionName, given: unknown): string {
  if (isSecret(name)) return '(not shown)'
  // An address may hold a password.
  return show(name === 'url' ? hideUser(String(given)) : given)
}

/** `attachments` needs what `verify` reads back, and `verify` needs the run's end. */
function applyImplied(parsed: Partial<Record<OptionName, unknown>>, sources: Record<OptionName, Source>) {
  if (parsed.attachments !== 'none' && !parsed.verify) {
    parsed.verify = true
    sources.verify = sources.attachments
  }
  if (parsed.verify && !parsed.wait) {
    parsed.wait = defaultWaitSeconds
    sources.wait = sources.verify
  }
}
