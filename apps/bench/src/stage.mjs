// Installs of what is measured, made once for each content: our packages as npm gets them, the runners, and what people use.
import { execFileSync } from 'node:child_process'
import { createHash, randomUUID } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { packed } from '../../../fidelity/harness/install.ts'
import { installs, peers, runners } from './runners.mjs'

const tarballs = await packed()
const ours = (names) =>
  Object.fromEntries(names.map((name) => [`@zephyr-reporters/${name}`, `file:${tarballs.get(name)}`]))

/** Everything in one tree, where suites of all runners find what they configure. */
export const stage = () =>
  install('stage', {
    ...ours(['parser-template', 'core', ...Object.keys(runners), 'cli']),
    ...installs,
    ...peers,
  })

/** The command line alone: what the parts need that run no test runner. */
export const commandLine = () => install('cli', ours(['parser-template', 'core', 'cli']))

/** One package alone, without its peers, as a project adds it. */
export function installAlone(name, version) {
  if (version) return install(name.replace('/', '-'), { [name]: version }, ['--legacy-peer-deps'])
  const own = name.slice('@zephyr-reporters/'.length)
  return install(own, ours(['parser-template', 'core', own]), ['--legacy-peer-deps'])
}

/** How many packages an install has, and their bytes as they lie on the disk's files; also of each package, largest first. */
export function sizeOf(folder) {
  const { packages } = JSON.parse(readFileSync(join(folder, 'node_modules/.package-lock.json'), 'utf8'))
  const paths = Object.keys(packages)
  const parts = paths.map((path) => ({
    name: path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length),
    bytes:
      bytesIn(join(folder, path)) -
      sumOf(paths.filter((inner) => inner.startsWith(`${path}/`)).map((inner) => bytesIn(join(folder, inner)))),
  }))
  return {
    packages: paths.length,
    bytes: bytesIn(join(folder, 'node_modules')),
    parts: parts.sort((a, b) => b.bytes - a.bytes),
  }
}

function bytesIn(folder) {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile() && entry.name !== '.package-lock.json')
  return sumOf(files.map((entry) => statSync(join(entry.parentPath, entry.name)).size))
}

const sumOf = (numbers) => numbers.reduce((sum, number) => sum + number, 0)

function install(name, dependencies, args = []) {
  const key = createHash('sha256').update(JSON.stringify(dependencies)).digest('hex').slice(0, 12)
  const folder = join(tmpdir(), `zephyr-bench-${name}-${key}`)
  if (existsSync(folder)) return folder
  const making = `${folder}.${randomUUID()}`
  mkdirSync(making)
  writeFileSync(join(making, 'package.json'), JSON.stringify({ private: true, dependencies }))
  const quiet = ['--no-audit', '--no-fund', '--prefer-offline', '--loglevel=error', '--ignore-scripts']
  execFileSync('npm', ['install', ...quiet, ...args], { cwd: making, stdio: ['ignore', 'ignore', 'inherit'] })
  try {
    renameSync(making, folder)
  } catch (error) {
    // Another process made it meanwhile.
    if (!existsSync(folder)) throw error
    rmSync(making, { recursive: true })
  }
  return folder
}
