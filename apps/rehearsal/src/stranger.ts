import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { commandAtTerminal } from '../../../packages/cli/test/terminal.ts'
import { root } from '../../docs/src/snippets.ts'
import { attempt, type Call, clean, type Outcome, run } from './shell.ts'

export interface Manager {
  name: string
  /** The command line in front of each of its commands. */
  command: readonly string[]
  init: readonly string[]
  add: readonly string[]
  exec: readonly string[]
  /** Runners that do not work with it by themselves, without any reporter of ours. */
  not?: readonly string[]
  /** The folder of the Node that it and the runners run on; default: the one that most people have. */
  node?: string
  /** Files that have to be there before its first command. */
  files?(registry: string): Record<string, string>
}

/** The Node that most people have, which may be another than the machine's. */
const nodeFolder = join(root, 'fidelity/node_modules/node22/bin')

const tools = join(import.meta.dirname, '../node_modules')

function berry(linker: 'node-modules' | 'pnp', node = nodeFolder): Manager {
  return {
    name: `yarn 4 (${linker}${node === nodeFolder ? '' : ', newest Node'})`,
    node,
    command: [join(node, 'node'), join(tools, '@yarnpkg/cli-dist/bin/yarn.js')],
    init: ['init', '-y'],
    add: ['add', '--dev'],
    exec: ['run'],
    files: (registry) => ({
      // An empty lockfile says that this folder is a project of its own.
      'yarn.lock': '',
      '.yarnrc.yml': [
        `nodeLinker: ${linker}`,
        `npmRegistryServer: "${registry}"`,
        'unsafeHttpWhitelist: ["127.0.0.1"]',
        'enableTelemetry: false',
        'enableGlobalCache: true',
        // One small registry on this machine answers.
        'networkConcurrency: 8',
        'httpTimeout: 120000',
        // Ours are minutes old.
        'npmMinimalAgeGate: 0',
        '',
      ].join('\n'),
    }),
  }
}

export const managers: readonly Manager[] = [
  { name: 'npm', command: ['npm'], init: ['init', '-y'], add: ['install', '--save-dev'], exec: ['exec', '--'] },
  {
    name: 'pnpm',
    command: [join(tools, '.bin/pnpm')],
    init: ['init'],
    add: ['add', '--save-dev'],
    exec: ['exec'],
    // Ours are minutes old; a runner's dependency may have an install script, which pnpm wants to be judged; and the
    // pnpm that is here need not be had from the registry once more.
    files: () => ({ 'pnpm-workspace.yaml': 'minimumReleaseAge: 0\nstrictDepBuilds: false\npmOnFail: ignore\n' }),
  },
  {
    name: 'yarn 1',
    command: [join(nodeFolder, 'node'), join(tools, 'yarn/bin/yarn.js')],
    init: ['init', '-y'],
    add: ['add', '--dev'],
    exec: ['-s', 'run'],
  },
  berry('node-modules'),
  // On Node 22.23 under Plug'n'Play, Playwright 1.65 finds no test file, and Mocha 12 does not load its own files.
  { ...berry('pnp'), not: ['playwright', 'mocha'] },
  berry('pnp', dirname(process.execPath)),
]

/** A project in a folder of its own, made and filled with the package manager's own commands. */
export interface Project {
  folder: string
  write(files: Record<string, string>): void
  add(...packages: string[]): Promise<string>
  /** Runs an installed program; answers how it ended. */
  exec(program: readonly string[], env?: Call['env']): Promise<Outcome>
  /** Runs an installed program at a terminal. */
  terminal(program: readonly string[], env?: Call['env']): ReturnType<typeof commandAtTerminal>
}

export async function createProject(parent: string, manager: Manager, registry: string): Promise<Project> {
  const folder = mkdtempSync(join(parent, 'project-'))
  const [program = '', ...first] = manager.command
  const env = {
    npm_config_audit: 'false',
    npm_config_fund: 'false',
    // Yarn remembers tarballs' addresses, and the registry of the rehearsal before had another port.
    YARN_GLOBAL_FOLDER: join(parent, 'yarn'),
    PATH: pathWithNode(manager.node, commandOf(parent, manager)),
  }
  const manage = (...args: string[]) => run(program, [...first, ...args], { cwd: folder, env })
  writeFiles(folder, {
    ...manager.files?.(registry),
    '.npmrc': `registry=${registry}/\n`,
    '.gitignore': 'node_modules\n',
  })
  // A root for searches upward, as a clone would have.
  await run('git', ['init', '--quiet'], { cwd: folder })
  await manage(...manager.init)
  return {
    folder,
    write: (files) => writeFiles(folder, files),
    add: (...packages) => manage(...manager.add, ...packages),
    exec: (command, own = {}) =>
      attempt(program, [...first, ...manager.exec, ...command], { cwd: folder, env: { ...env, ...own } }),
    // An installation and a test run may take long.
    terminal: (command, own = {}) =>
      commandAtTerminal([...manager.command, ...manager.exec, ...command], {
        cwd: folder,
        env: clean({ ...env, ...own }),
        waitMs: 120_000,
      }),
  }
}

export function writeFiles(folder: string, files: Record<string, string>): void {
  for (const [name, text] of Object.entries(files)) {
    const path = join(folder, name)
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, text)
  }
}

export function pathWithNode(node = nodeFolder, ...folders: readonly string[]): string {
  const rest = (process.env.PATH ?? '').split(delimiter).filter((folder) => !folder.includes('node_modules'))
  return [node, ...folders, ...rest].join(delimiter)
}

/** A folder with the package manager's command, so that tests and tools call it by its name. */
function commandOf(parent: string, { name, command }: Manager): string {
  const folder = join(parent, `bin-${name.replace(/\W+/g, '-')}`)
  const program = name.split(' ')[0] ?? name
  mkdirSync(folder, { recursive: true })
  const words = command.map((word) => `'${word}'`).join(' ')
  // npm is the machine's own.
  if (program !== 'npm') writeFileSync(join(folder, program), `#!/bin/sh\nexec ${words} "$@"\n`, { mode: 0o755 })
  return folder
}

/** What `init` made of the project: `.js` files are CommonJS or ES modules. */
export function typeOf({ folder }: Project): 'module' | 'commonjs' {
  const { type } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { type?: string }
  return type === 'module' ? 'module' : 'commonjs'
}
