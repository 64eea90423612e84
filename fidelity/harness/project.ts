import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { cp, mkdtemp, readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { recordsOf, type ZephyrRecord } from '@zephyr-reporters/parser-template'
import { runners } from '../../packages/reporter-kit/src/runners.ts'
import { install } from './install.ts'

const repository = join(import.meta.dirname, '../..')
/** What Node compiled of the runners, kept for the next process: a third of what a run costs. */
const compileCache = join(tmpdir(), 'zephyr-fidelity-compiled')

/** What Zephyr must record of one test, or `omitted` where it did not run. */
export interface TruthRow {
  packageName: string
  name: string
  status: 'PASS' | 'FAIL' | 'omitted'
  /** Which kind of outcome this is, for the reader. */
  kind: string
  /** Why, where the name does not say it. */
  why?: string
}

export type NodeVersion = '20' | '22' | '24' | '26'

export interface Ran {
  code: number | null
  signal: NodeJS.Signals | null
  stdout: string
  stderr: string
  ms: number
}

export interface RunOptions {
  node?: NodeVersion
  env?: Record<string, string>
  /** Called with each piece of output, of both streams, to send a signal at the right moment. */
  onOutput?: (text: string, child: ChildProcess) => void
  /** The working directory. Default: the project's folder. */
  cwd?: string
}

/** What every `npm test` checks, and with it in `npm run test:matrix` what comes on top. */
export const often = <T>(always: readonly T[], more: readonly T[]): T[] =>
  process.env.ZEPHYR_TEST_MATRIX ? [...always, ...more] : [...always]

/** A copy of a suite's folder, outside the repository, beside an install of the packed reporter and its runner. */
export interface Project {
  folder: string
  /** Where the dependencies are installed: the folder above. */
  installed: string
  run(args: string[], options?: RunOptions): Promise<Ran>
  /** What Zephyr would record. Default: the file of a whole run. */
  records(file?: string): Promise<ZephyrRecord[]>
  /** The package, name and status of each record, in order. */
  recorded(file?: string): Promise<string[]>
  /** `zephyr-report`, as this repository has built it. */
  report(args: string[], env?: Record<string, string>): Promise<Ran>
  has(file: string): boolean
  read(file: string): Promise<string>
}

export interface ProjectOptions {
  /** A folder with the suite's files. */
  suite: string
  /** `jest`, `vitest`: whose packed reporter is installed. */
  runner: string
  /** npm packages with exact versions, the runner among them. */
  install: Record<string, string>
  /** What is started, below the install's node_modules or absolute. Default: the runner's own command. */
  bin?: string
}

export async function project({ suite, runner, install: dependencies, bin }: ProjectOptions): Promise<Project> {
  const command = bin ?? commandOf(runner)
  const installed = await install(runner, dependencies)
  const folder = await mkdtemp(join(installed, 'project-'))
  await cp(suite, folder, { recursive: true })
  const records = (file = `zephyr-results/${runner}.xml`) => Array.fromAsync(recordsOf(join(folder, file)))
  return {
    folder,
    installed,
    run: (args, options = {}) =>
      start(nodeBinary(options.node ?? '24'), [resolve(installed, 'node_modules', command), ...args], {
        cwd: folder,
        ...options,
      }),
    report: (args, env) =>
      start(nodeBinary('24'), [join(repository, 'packages/cli/dist/main.js'), ...args], { cwd: folder, env }),
    records,
    recorded: async (file) =>
      (await records(file)).map(({ status, packageName, name }) => `${status} ${packageName} | ${name}`).sort(),
    has: (file) => existsSync(join(folder, file)),
    read: (file) => readFile(join(folder, file), 'utf8'),
  }
}

function commandOf(runner: string): string {
  const found = runners.find(({ name }) => name === runner)
  if (!found) throw new Error(`no runner ${runner} in packages/reporter-kit/src/runners.ts`)
  return found.bin
}

/** A record as a parser template reads it, or as a server keeps it. */
type Recorded = Pick<ZephyrRecord, 'packageName' | 'name'> & { status: string }

/** What is recorded otherwise than the truth says, in words; empty where both agree exactly. */
export function differences(records: readonly Recorded[], rows: readonly TruthRow[]): string[] {
  const found = records.map(({ packageName, name, status }) => `${status} ${packageName} | ${name}`)
  const due = rows
    .filter(({ status }) => status !== 'omitted')
    .map(({ packageName, name, status }) => `${status} ${packageName} | ${name}`)
  return [
    ...due.flatMap((line) => (found.includes(line) ? [] : [`missing: ${line}`])),
    ...found.flatMap((line, index) =>
      found.indexOf(line) !== index ? [`duplicate: ${line}`] : due.includes(line) ? [] : [`not expected: ${line}`],
    ),
  ]
}

/** Each record's requirements and tags. */
export function linksOf(records: readonly ZephyrRecord[]): Record<string, string> {
  return Object.fromEntries(
    records.map(({ status, packageName, name, requirements, tags }) => [
      `${status} ${packageName} | ${name}`,
      `${requirements.join(' ')}; ${tags.join(' ')}`,
    ]),
  )
}

/** The requirements that the reporter warned of, with the test and file it named. */
export const wrongLinks = (stderr: string) =>
  Array.from(
    stderr.matchAll(/Warning: "(.*)" is no requirement that Zephyr can link: .* Test: (.*)/g),
    ([, text, test]) => `${text}: ${test}`,
  )

export interface Account {
  found: readonly ZephyrRecord[]
  /** The runner's own numbers. */
  counted: { passed: number; failed: number; notRun: number }
  /** Its exit status. */
  code: number | null
  /** What the reporter's dry run said. */
  stderr: string
}

/**
 * Where recorded + left out is not what the runner counted, in words. Titles in brackets stand for no test: they come on
 * top. And a run that the runner calls failed has something that failed.
 */
export function unaccounted({ found, counted, code, stderr }: Account): string[] {
  const tests = found.filter(({ name }) => !/\[(?!type check\])[a-z ]+\]( \(\d+\))?$/.test(name))
  const of = (wanted: string) => tests.filter(({ status }) => status === wanted).length
  const omitted = /Left out because they did not run: (.*)\./.exec(stderr)?.[1] ?? ''
  const notRun = Array.from(omitted.matchAll(/\d+/g), Number).reduce((sum, count) => sum + count, 0)
  const lines = [
    ['passed', of('PASS'), counted.passed],
    ['failed', of('FAIL'), counted.failed],
    ['not run', notRun, counted.notRun],
  ] as const
  const failed = found.some(({ status }) => status === 'FAIL')
  return [
    ...lines.flatMap(([word, ours, theirs]) =>
      ours === theirs ? [] : [`${word}: ${ours}, the runner counts ${theirs}`],
    ),
    ...found.flatMap(({ status, name, attachment }) =>
      status === 'FAIL' && !attachment?.trim() ? [`fails without a text: ${name}`] : [],
    ),
    ...((code !== 0) === failed ? [] : [`the runner ended with ${code}, recorded failures: ${failed}`]),
  ]
}

function nodeBinary(version: NodeVersion): string {
  if (process.versions.node.startsWith(`${version}.`)) return process.execPath
  const require = createRequire(join(version === '24' ? repository : join(repository, 'fidelity'), 'package.json'))
  return join(dirname(require.resolve(`${version === '24' ? 'node' : `node${version}`}/package.json`)), 'bin/node')
}

/** The user's environment without anything that would reach the reporter or make the runner take this for a CI system. */
function environment(env: Record<string, string> = {}) {
  const kept = ['PATH', 'HOME', 'TMPDIR', 'LANG', 'SystemRoot'].flatMap((name) => {
    const value = process.env[name]
    return value === undefined ? [] : [[name, value]]
  })
  return { NODE_COMPILE_CACHE: compileCache, ...Object.fromEntries(kept), ...env }
}

function start(command: string, args: string[], { cwd, env, onOutput }: RunOptions): Promise<Ran> {
  const started = performance.now()
  const child = spawn(command, args, { cwd, env: environment(env), stdio: ['ignore', 'pipe', 'pipe'] })
  const overdue = setTimeout(() => child.kill('SIGKILL'), 240_000)
  let stdout = ''
  let stderr = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text
    onOutput?.(text, child)
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text
    onOutput?.(text, child)
  })
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code, signal) => {
      clearTimeout(overdue)
      resolve({ code, signal, stdout, stderr, ms: performance.now() - started })
    })
  })
}
