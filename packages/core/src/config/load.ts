import { existsSync, readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import * as v from 'valibot'
import { hideUser } from '../zephyr/address.js'
import { defaultWaitSeconds } from './kinds.js'
import { nearest } from './nearest.js'
import { type OptionName, optionNames, options, type RequiredName, type Settings } from './options.js'
import { readPem } from './pem.js'

/** Where an option's value came from, and what it was before it was parsed. */
export interface Source {
  kind: 'flag' | 'environment' | 'options' | 'file' | 'default'
  /** As a message names it: `ZEPHYR_PROJECT_ID`, `--project-id`, `projectId in the reporter's options`. */
  label: string
}

/** One thing that is wrong with the options. */
export interface Problem {
  option: string
  /** Where it came from. */
  source: string
  /** What was given, quoted; secrets are not shown. */
  given: string
  expected: string
}

export interface Loaded {
  settings: Settings
  sources: Record<OptionName, Source>
  problems: Problem[]
  /** Told, but no reason not to send: an unknown `ZEPHYR_*` variable. */
  warnings: string[]
  /** The `zephyr.config.json` that was read. */
  configFile?: string
  runner: string
  env: Record<string, string | undefined>
}

export interface LoadRequest {
  /** The runner's name, or `upload`. */
  runner: string
  /** The reporter's options. */
  options?: Record<string, unknown>
  /** The command line's flags, by option name. They win over the environment. */
  flags?: Record<string, unknown>
  /** Default: the process's own. */
  env?: Record<string, string | undefined>
  /** Where the search for `zephyr.config.json` starts and relative paths count from. Default: the working directory. */
  cwd?: string
}

export const configFileName = 'zephyr.config.json'

/** Reads every option from where it stands: flags > environment > reporter options > zephyr.config.json > default. */
export function loadSettings(request: LoadRequest): Loaded {
  const { runner, env = process.env, cwd = process.cwd() } = request
  const problems: Problem[] = []
  const warnings: string[] = []
  const file = readConfigFile(cwd, problems)
  const layers: Layer[] = [
    { kind: 'flag', label: (name) => `--${kebab(name)}`, base: cwd, get: (name) => request.flags?.[name] },
    {
      kind: 'environment',
      label: (name) => options[name].variable,
      base: cwd,
      get: (name) => env[options[name].variable],
    },
    {
      kind: 'options',
      label: (name) => `${name} in the reporter's options`,
      base: cwd,
      get: (name) => request.options?.[name],
    },
    { kind: 'file', label: (name) => `${name} in ${file.path}`, base: file.folder, get: (name) => file.values[name] },
  ]

  const parsed: Partial<Record<OptionName, unknown>> = {}
  const sources = {} as Record<OptionName, Source>
  for (const name of optionNames) {
    const option = options[name]
    sources[name] = { kind: 'default', label: 'default' }
    if (option.default !== undefined) parsed[name] = option.default
    for (const layer of layers) {
      const given = layer.get(name)
      if (isUnset(given)) continue
      const label = layer.label(name)
      sources[name] = { kind: layer.kind, label }
      if (layer.kind === 'file' && option.secret) {
        const mend = `not in a file: remove it there and set ${option.variable} in the environment`
        problems.push({ option: name, source: label, given: '(not shown)', expected: mend })
        continue
      }
      const result = v.safeParse(option.kind.schema, given)
      if (result.success) parsed[name] = isPath(name) ? resolve(layer.base, String(result.output)) : result.output
      else {
        const shown = option.secret || name === 'url' ? hideSecret(name, given) : show(given)
        problems.push({ option: name, source: label, given: shown, expected: option.kind.expected })
      }
      break
    }
  }
  applyImplied(parsed, sources)
  checkPairs(parsed, sources, problems)
  problems.push(
    ...wrongPems(parsed, sources),
    ...unknownNames(request.options, "the reporter's options"),
    ...unknownNames(file.values, file.path ?? configFileName),
  )
  warnings.push(...unknownVariables(env))
  // Each value went through its own option's schema above.
  return { settings: parsed as Settings, sources, problems, warnings, configFile: file.path, runner, env }
}

/** The required options that are missing, as problems; none with `jobId`. */
export function missingForDelivery(loaded: Loaded, { needsServer = true } = {}): Problem[] {
  const { settings, problems } = loaded
  const told = new Set(problems.map(({ option }) => option))
  const missing: OptionName[] = []
  if (needsServer && !settings.url) missing.push('url')
  if (needsServer && !settings.token && !(settings.username && settings.password)) missing.push('token')
  if (!settings.jobId) missing.push(...requiredNames.filter((name) => settings[name] === undefined))
  return missing
    .filter((name) => !told.has(name))
    .map((name) => ({
      option: name,
      source: options[name].variable,
      given: 'nothing',
      expected: options[name].kind.expected,
    }))
}

export const requiredNames = [
  'projectId',
  'releaseId',
  'jobName',
  'cycleName',
  'repositoryPath',
  'repositoryTreeId',
] satisfies RequiredName[]

/** One message with every problem. */
export function problemsMessage(problems: readonly Problem[]): string {
  const lines = problems.map(({ option, source, given, expected }) =>
    given === 'nothing'
      ? `  ${option} is missing. Set ${source}: ${expected}.`
      : `  ${option}: got ${given} from ${source}. Expected: ${expected}.`,
  )
  const missing = problems.filter(({ given }) => given === 'nothing').length
  const wrong = missing === problems.length ? 'missing' : missing > 0 ? 'wrong or missing' : 'wrong'
  return `${problems.length === 1 ? 'One option is' : `${problems.length} options are`} ${wrong}:\n${lines.join('\n')}`
}

export const kebab = (name: string) => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)

interface Layer {
  kind: Exclude<Source['kind'], 'default'>
  label(name: OptionName): string
  /** Relative paths count from here. */
  base: string
  get(name: OptionName): unknown
}

const isUnset = (value: unknown) =>
  value === undefined || value === null || (typeof value === 'string' && value.trim() === '')

// outputFile counts from the root, which is known only later.
const isPath = (name: OptionName) => name === 'root' || name === 'clientCert' || name === 'clientKey'

const show = (given: unknown) => {
  const text = JSON.stringify(given) ?? String(given)
  return text.length > 120 ? `${text.slice(0, 120)}…` : text
}

/** An address may hold a password. */
const hideSecret = (name: OptionName, given: unknown) =>
  name === 'url' ? show(hideUser(String(given))) : '(not shown)'

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

function checkPairs(
  parsed: Partial<Record<OptionName, unknown>>,
  sources: Record<OptionName, Source>,
  problems: Problem[],
) {
  const told = new Set(problems.map(({ option }) => option))
  const pair = (one: OptionName, other: OptionName) => {
    if (parsed[one] === undefined || parsed[other] !== undefined || told.has(other)) return
    problems.push({
      option: other,
      source: options[other].variable,
      given: 'nothing',
      expected: `to stand beside ${one}`,
    })
  }
  if (parsed.token === undefined) {
    pair('username', 'password')
    pair('password', 'username')
  }
  pair('clientCert', 'clientKey')
  pair('clientKey', 'clientCert')
  const [start, end] = [parsed.cycleStartDate, parsed.cycleEndDate].map((day) =>
    day ? Date.parse(String(day)) : undefined,
  )
  if (start !== undefined && end !== undefined && end < start) {
    const given = show(parsed.cycleEndDate)
    problems.push({
      option: 'cycleEndDate',
      source: sources.cycleEndDate.label,
      given,
      expected: `a day not before cycleStartDate (${parsed.cycleStartDate})`,
    })
  }
}

function wrongPems(parsed: Partial<Record<OptionName, unknown>>, sources: Record<OptionName, Source>): Problem[] {
  return (['clientCert', 'clientKey'] as const).flatMap((option): Problem[] => {
    if (parsed[option] === undefined) return []
    const path = String(parsed[option])
    try {
      readPem(option, path)
      return []
    } catch {
      return [{ option, source: sources[option].label, given: show(path), expected: 'a PEM file that can be read' }]
    }
  })
}

/** Fields that runners add to a reporter's options of their own accord (Playwright). */
const runnersOwn = new Set(['configDir', '_mode', '_commandHash', '_isTestServer'])

function unknownNames(values: Record<string, unknown> | undefined, where: string): Problem[] {
  return Object.keys(values ?? {})
    .filter(
      (name) => !Object.hasOwn(options, name) && name !== '$schema' && !name.startsWith('_') && !runnersOwn.has(name),
    )
    .map((name) => ({
      option: name,
      source: where,
      given: 'an option of this name',
      expected: `a known option${suggestion(name, optionNames)}`,
    }))
}

function unknownVariables(env: Record<string, string | undefined>): string[] {
  const prefix = 'ZEPHYR_'
  const known = optionNames.map((name) => options[name].variable.slice(prefix.length))
  return Object.keys(env)
    .filter((name) => name.startsWith(prefix) && !known.includes(name.slice(prefix.length)) && !isUnset(env[name]))
    .map((name) => {
      // Compared without what all have in common, which would make any two alike.
      const guess = suggestion(name.slice(prefix.length), known, prefix)
      return `${name} is no option of these reporters${guess}. It is ignored.`
    })
}

function suggestion(name: string, known: readonly string[], prefix = ''): string {
  const guess = nearest(name, known)
  return guess ? ` (did you mean ${prefix}${guess}?)` : ''
}

function readConfigFile(
  cwd: string,
  problems: Problem[],
): { path?: string; folder: string; values: Record<string, unknown> } {
  const path = findUpward(cwd, configFileName)
  if (!path) return { folder: cwd, values: {} }
  const folder = dirname(path)
  try {
    const text = readFileSync(path, 'utf8').replace(/^\uFEFF/, '')
    return { path, folder, values: v.parse(objectOnly, JSON.parse(text)) }
  } catch (error) {
    // JSON.parse quotes the text around the error, which may be a secret's.
    const message = error instanceof Error ? error.message : String(error)
    const given = message.replace(/, (\.\.\.)?".*"(\.\.\.)? is not valid JSON$/s, '')
    problems.push({
      option: configFileName,
      source: path,
      given,
      expected: 'one JSON object with options, without comments',
    })
    return { path, folder, values: {} }
  }
}

const objectOnly = v.pipe(
  v.unknown(),
  v.check((value) => !Array.isArray(value), 'a list'),
  v.record(v.string(), v.unknown(), 'no object'),
)

function findUpward(from: string, name: string): string | undefined {
  for (let folder = resolve(from); ; folder = dirname(folder)) {
    const path = join(folder, name)
    if (existsSync(path)) return path
    if (dirname(folder) === folder) return undefined
  }
}
