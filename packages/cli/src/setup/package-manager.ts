import { existsSync, readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { type Manifest, manifestOf } from './manifest.js'

/** The commands of a package manager. */
export interface PackageManager {
  /** Adds packages for development, at the top of a workspace with the flag that pnpm and Yarn 1 want there. */
  install: string
  /** Runs a command of an installed package. */
  run: string
  /** Installs all that the lock file names, on a CI machine that has Node. */
  installAll: string
}

/** The project's package manager, by `packageManager` of package.json or by its lock file. */
export function managerOf(folder: string): PackageManager {
  const uses = (...files: string[]) => files.some((file) => upward(folder, file))
  const named = namedManager(folder)
  const is = (name: string, ...locks: string[]) => (named ? named.startsWith(`${name}@`) : uses(...locks))
  if (is('pnpm', 'pnpm-lock.yaml')) {
    const isTop = existsSync(join(folder, 'pnpm-workspace.yaml'))
    return {
      install: `pnpm add --save-dev${isTop ? ' --workspace-root' : ''}`,
      run: 'pnpm exec',
      installAll: 'corepack enable && pnpm install --frozen-lockfile',
    }
  }
  if (is('yarn', 'yarn.lock')) {
    const isOld = named ? named.startsWith('yarn@1') : !upward(folder, '.yarnrc.yml')
    const isTop = isOld && manifestOf(folder).isWorkspace
    return {
      install: `yarn add --dev${isTop ? ' --ignore-workspace-root-check' : ''}`,
      run: 'yarn',
      installAll: isOld ? 'yarn install --frozen-lockfile' : 'corepack enable && yarn install --immutable',
    }
  }
  if (is('bun', 'bun.lock', 'bun.lockb'))
    return { install: 'bun add --dev', run: 'bunx', installAll: 'bun install --frozen-lockfile' }
  return { install: 'npm install --save-dev', run: 'npx', installAll: 'npm ci' }
}

/** Whether this folder is the top of a workspace, with packages below it. */
export function isWorkspaceTop(folder: string): boolean {
  const pnpm = join(folder, 'pnpm-workspace.yaml')
  // pnpm keeps its settings there too.
  return manifestOf(folder).isWorkspace || (existsSync(pnpm) && /^packages\s*:/m.test(readFileSync(pnpm, 'utf8')))
}

/** `pnpm@10.0.0` of the nearest package.json that names one. */
function namedManager(folder: string): string | undefined {
  for (let at = resolve(folder); ; at = dirname(at)) {
    const { packageManager } = manifestOf(at)
    if (packageManager !== undefined) return packageManager
    if (dirname(at) === at) return undefined
  }
}

/** The installed version of a package that this folder can load; `undefined` where it is not installed. */
export function versionOf(name: string, folder: string): string | undefined {
  const path = upward(folder, join('node_modules', name, 'package.json'))
  if (path) return String(JSON.parse(readFileSync(path, 'utf8')).version)
  // Yarn's Plug'n'Play has no node_modules: what the folder depends on stands in its package.json and the lock file.
  return upward(folder, '.pnp.cjs') && lockedVersion(name, manifestOf(folder), upward(folder, 'yarn.lock'))
}

/** The version that Yarn's lock file has for what package.json asks for; where the file does not say, the range. */
function lockedVersion(name: string, { ranges }: Manifest, lock: string | undefined): string | undefined {
  const range = ranges[name]
  if (range === undefined) return undefined
  const entries = lock ? readFileSync(lock, 'utf8').split(/\r?\n(?:\r?\n)+/) : []
  const asked = [`${name}@npm:${range}`, `${name}@${range}`]
  const isIt = (entry: string) =>
    asked.some((descriptor) => (entry.split(':\n')[0] ?? '').replaceAll('"', '').split(', ').includes(descriptor))
  return /^ {2}version: "?([^"\s]+)/m.exec(entries.find(isIt) ?? '')?.[1] ?? range
}

/** The first place upward where there is such a file or folder. */
export function upward(folder: string, path: string): string | undefined {
  for (let at = resolve(folder); ; at = dirname(at)) {
    if (existsSync(join(at, path))) return join(at, path)
    if (dirname(at) === at) return undefined
  }
}
