import { execFile } from 'node:child_process'
import { createHash, randomUUID } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { runners } from '../../packages/reporter-kit/src/runners.ts'

const run = promisify(execFile)
const repository = join(import.meta.dirname, '../..')
const names: readonly string[] = ['parser-template', 'core', ...runners.map(({ name }) => name), 'cli']

/**
 * A folder with an install of the packed reporter, the packed `zephyr-report` and what else is wanted, made once for each
 * content. By pnpm, which links from its store what npm would unpack again each time, in npm's layout; the rehearsal of a
 * release installs with each package manager.
 *
 * @param wanted npm packages with exact versions.
 */
export async function install(runner: string, wanted: Record<string, string>): Promise<string> {
  const tarballs = await packed()
  const ours = Object.fromEntries(
    ['parser-template', 'core', runner, 'cli'].map((name) => [
      `@zephyr-reporters/${name}`,
      `file:${tarballs.get(name)}`,
    ]),
  )
  const dependencies = { ...ours, ...wanted }
  return made(`zephyr-fidelity-${runner}`, JSON.stringify(dependencies), async (folder) => {
    await writeFile(join(folder, 'package.json'), JSON.stringify({ private: true, dependencies }))
    // Overridden, so that ours ask each other and not the registry for ours. YAML reads JSON.
    const settings = { nodeLinker: 'hoisted', overrides: ours, ignoreScripts: true }
    await writeFile(join(folder, 'pnpm-workspace.yaml'), JSON.stringify(settings))
    await pnpm(['install', '--no-frozen-lockfile', '--prefer-offline', '--reporter=silent'], folder)
    // A project of npm's again: `init` would say pnpm, and a workspace's file ends the search for configuration.
    for (const name of ['pnpm-workspace.yaml', 'pnpm-lock.yaml']) await rm(join(folder, name))
  })
}

/** Our packages as npm would get them, packed once for each content of their `dist`. */
export async function packed(): Promise<Map<string, string>> {
  const content = builtContent()
  const folder = await made('zephyr-fidelity-packed', content, async (folder) => {
    const filters = names.flatMap((name) => ['--filter', `@zephyr-reporters/${name}`])
    await pnpm(['--recursive', ...filters, 'pack', '--pack-destination', folder], repository)
    // Half of a package would be kept as the whole of it.
    if (builtContent() !== content) throw new Error('The packages were built again while they were packed.')
  })
  return new Map(
    names.map((name) => {
      const tarball = readdirSync(folder).find((file) => file.startsWith(`zephyr-reporters-${name}-`))
      if (!tarball) throw new Error(`pnpm pack made no tarball of ${name} in ${folder}`)
      return [name, join(folder, tarball)]
    }),
  )
}

/** Package files and built files, as one text. */
function builtContent(): string {
  const content = names.flatMap((name) => {
    const path = join(repository, 'packages', name)
    const built = readdirSync(join(path, 'dist'), { recursive: true, encoding: 'utf8' }).sort()
    const files = ['package.json', ...built.filter((file) => /\.(js|ts)$/.test(file)).map((file) => join('dist', file))]
    return files.map((file) => [name, file, readFileSync(join(path, file), 'utf8')])
  })
  return JSON.stringify(content)
}

const making = new Map<string, Promise<string>>()

/** The folder that `make` fills, once for each content, whichever of the tests' processes asks first. */
function made(name: string, content: string, make: (folder: string) => Promise<void>): Promise<string> {
  const key = createHash('sha256').update(content).digest('hex').slice(0, 12)
  const folder = join(tmpdir(), `${name}-${key}`)
  const already = making.get(folder) ?? makeAlone(folder, make)
  making.set(folder, already)
  return already
}

async function makeAlone(folder: string, make: (folder: string) => Promise<void>): Promise<string> {
  const lock = `${folder}.lock`
  while (!existsSync(folder)) {
    if (!(await locked(lock))) {
      await sleep(50)
      continue
    }
    try {
      if (existsSync(folder)) break
      const unfinished = `${folder}.${randomUUID()}`
      await mkdir(unfinished)
      await make(unfinished)
      await rename(unfinished, folder)
    } finally {
      await rm(lock)
    }
  }
  return folder
}

/** Whether this process holds the lock now; one whose process has ended is removed. */
async function locked(path: string): Promise<boolean> {
  try {
    await writeFile(path, String(process.pid), { flag: 'wx' })
    return true
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
    const holder = Number(await readFile(path, 'utf8').catch(() => ''))
    if (holder > 0 && !isAlive(holder)) await rm(path, { force: true })
    return false
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

/** The pinned pnpm: the one that runs `npm test`, or brought by npx. */
async function pnpm(args: string[], cwd: string): Promise<void> {
  const { packageManager } = JSON.parse(readFileSync(join(repository, 'package.json'), 'utf8'))
  const isUnderPnpm = process.env.npm_config_user_agent?.startsWith('pnpm/')
  const [command, ...prefix] = isUnderPnpm ? ['pnpm'] : ['npx', '--yes', packageManager]
  await run(command, [...prefix, '--pm-on-fail=ignore', ...args], { cwd, shell: process.platform === 'win32' })
}
