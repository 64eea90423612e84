import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { createHash, randomUUID } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { cp, mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { recordsOf, type ZephyrRecord } from '@zephyr-reporters/parser-template'
import type { TruthRow } from './truth.ts'

const run = promisify(execFile)
const here = import.meta.dirname
const repository = join(here, '../..')
const packages = ['parser-template', 'core', 'playwright'].map((name) => join(repository, 'packages', name))

/** The newest Playwright that the peers allow; `matrix.ts` has the oldest as well. */
export const newest = '1.65.1'
/** The oldest. */
export const oldest = '1.44.0'

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
  /** Called with each piece of output, to send a signal at the right moment. */
  onOutput?: (text: string, child: ChildProcess) => void
  /** The working directory. Default: the project's folder. */
  cwd?: string
}

/** A copy of one folder of `suite/`, outside the repository, beside an npm install of the packed reporter and Playwright. */
export interface Project {
  folder: string
  run(args: string[], options?: RunOptions): Promise<Ran>
  /** What Zephyr would record. Default: the file of a whole run. */
  records(file?: string): Promise<ZephyrRecord[]>
  /** Playwright's own count from its json reporter: tests, each by its outcome. */
  counted(): Promise<{ expected: number; unexpected: number; flaky: number; skipped: number }>
  has(file: string): boolean
}

/** @param playwright An exact version. */
export async function project(suite: string, playwright: string): Promise<Project> {
  const installed = await install(playwright)
  const folder = await mkdtemp(join(installed, 'project-'))
  await cp(join(here, 'suite', suite), folder, { recursive: true })
  // Playwright puts its folders beside the nearest package.json.
  await writeFile(join(folder, 'package.json'), '{}')
  const cli = join(installed, 'node_modules/@playwright/test/cli.js')
  return {
    folder,
    run: (args, options = {}) => start(nodeBinary(options.node ?? '24'), [cli, ...args], { cwd: folder, ...options }),
    async records(file = 'zephyr-results/playwright.xml') {
      return Array.fromAsync(recordsOf(join(folder, file)))
    },
    async counted() {
      return JSON.parse(await readFile(join(folder, 'counted.json'), 'utf8')).stats
    },
    has: (file) => existsSync(join(folder, file)),
  }
}

/** What is recorded otherwise than the truth says, in words; empty where both agree exactly. */
export function differences(records: readonly ZephyrRecord[], rows: readonly TruthRow[]): string[] {
  const found = records.map(({ packageName, name, status }) => `${status} ${packageName} | ${name}`)
  const due = rows
    .filter(({ status }) => status !== 'omitted')
    .map(({ packageName, name, status }) => `${status} ${packageName} | ${name}`)
  return [
    ...due.flatMap((line) => (found.includes(line) ? [] : [`missing: ${line}`])),
    ...found.flatMap((line, index) =>
      found.indexOf(line) !== index ? [`doubled: ${line}`] : due.includes(line) ? [] : [`not expected: ${line}`],
    ),
  ]
}

/** Installs once for each Playwright and each content of our packages. */
async function install(playwright: string): Promise<string> {
  const tarballs = await packed()
  const key = createHash('sha256')
    .update(JSON.stringify([playwright, tarballs]))
    .digest('hex')
    .slice(0, 12)
  const folder = join(tmpdir(), `zephyr-fidelity-playwright-${key}`)
  if (existsSync(folder)) return folder
  const making = `${folder}.${randomUUID()}`
  await mkdir(making)
  const dependencies = Object.fromEntries(
    tarballs.map((path, index) => [
      `@zephyr-reporters/${['parser-template', 'core', 'playwright'][index]}`,
      `file:${path}`,
    ]),
  )
  const manifest = { private: true, dependencies: { ...dependencies, '@playwright/test': playwright } }
  await writeFile(join(making, 'package.json'), JSON.stringify(manifest))
  await run('npm', ['install', '--no-audit', '--no-fund', '--prefer-offline', '--loglevel=error'], {
    cwd: making,
    env: { ...process.env, PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD: '1' },
  })
  await settle(making, folder)
  return folder
}

let packing: Promise<string[]> | undefined

/** Our packages as npm would get them, packed once for each content of their `dist`. */
function packed(): Promise<string[]> {
  packing ??= pack()
  return packing
}

async function pack(): Promise<string[]> {
  const hash = createHash('sha256')
  for (const path of packages) {
    hash.update(readFileSync(join(path, 'package.json')))
    for (const name of readdirSync(join(path, 'dist'), { recursive: true, encoding: 'utf8' }).sort())
      if (/\.(js|ts)$/.test(name)) hash.update(name).update(readFileSync(join(path, 'dist', name)))
  }
  const folder = join(tmpdir(), `zephyr-fidelity-packed-playwright-${hash.digest('hex').slice(0, 12)}`)
  if (!existsSync(folder)) {
    const making = `${folder}.${randomUUID()}`
    const { packageManager } = JSON.parse(readFileSync(join(repository, 'package.json'), 'utf8'))
    for (const cwd of packages)
      await run('npx', ['--yes', packageManager, '--pm-on-fail=ignore', 'pack', '--pack-destination', making], { cwd })
    await settle(making, folder)
  }
  return packages.map((path) => {
    const prefix = `zephyr-reporters-${path.split(/[\\/]/).at(-1)}-`
    const tarball = readdirSync(folder).find((name) => name.startsWith(prefix))
    if (!tarball) throw new Error(`pnpm pack made no tarball ${prefix}* in ${folder}`)
    return join(folder, tarball)
  })
}

/** Another process may have made the same meanwhile: the first counts. */
async function settle(making: string, folder: string) {
  await rename(making, folder).catch(async (error) => {
    if (!existsSync(folder)) throw error
    await rm(making, { recursive: true })
  })
}

function nodeBinary(version: NodeVersion): string {
  if (process.versions.node.startsWith(`${version}.`)) return process.execPath
  const require = createRequire(join(version === '24' ? repository : here, 'package.json'))
  return join(dirname(require.resolve(`${version === '24' ? 'node' : `node${version}`}/package.json`)), 'bin/node')
}

/** The user's environment without anything that would reach the reporter or tell Playwright that this is a CI system. */
function environment(env: Record<string, string> = {}) {
  const kept = ['PATH', 'HOME', 'TMPDIR', 'LANG', 'SystemRoot'].flatMap((name) => {
    const value = process.env[name]
    return value === undefined ? [] : [[name, value]]
  })
  return { ...Object.fromEntries(kept), ...env }
}

function start(command: string, args: string[], { cwd, env, onOutput }: RunOptions): Promise<Ran> {
  const started = performance.now()
  const child = spawn(command, args, { cwd, env: environment(env), stdio: ['ignore', 'pipe', 'pipe'] })
  const overdue = setTimeout(() => child.kill('SIGKILL'), 120_000)
  let stdout = ''
  let stderr = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text
    onOutput?.(text, child)
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text
  })
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code, signal) => {
      clearTimeout(overdue)
      resolve({ code, signal, stdout, stderr, ms: performance.now() - started })
    })
  })
}
