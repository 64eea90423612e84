import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { run } from './shell.ts'

const root = fileURLToPath(new URL('../../..', import.meta.url))
const { packageManager } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { packageManager: string }

export interface Versions {
  /** Published first, as it stands in the repository. */
  before: string
  /** What the changesets make of it. */
  after: string
}

/**
 * Publishes all packages twice, as the release workflow would: the version that the repository has, tagged `latest`,
 * and then, after `after()`, the one that its changesets make. Works in a copy in `folder`; the repository stays as it is.
 */
export async function publishBoth(folder: string, registry: string): Promise<Versions> {
  await copyRepository(folder)
  const env = {
    npm_config_registry: registry,
    npm_config_userconfig: userConfig(folder, registry),
    GITHUB_REPOSITORY: 'example/zephyr-reporters',
    GITHUB_SERVER_URL: 'https://github.com',
    TURBO_TELEMETRY_DISABLED: '1',
    PATH: `${join(folder, 'node_modules/.bin')}:${process.env.PATH}`,
  }
  const pnpm = (...args: string[]) => run('npx', ['--yes', packageManager, ...args], { cwd: folder, env })
  await pnpm('install', '--offline', '--frozen-lockfile')
  await pnpm('run', 'build')
  await pnpm('run', 'release:prepare')
  const before = versionIn(folder)
  await pnpm('exec', 'changeset', 'publish', '--no-git-tag')

  await pnpm('exec', 'changeset', 'version')
  const after = versionIn(folder)
  if (after === before) throw new Error('there is no changeset, so there is no new version to rehearse')
  await pnpm('install', '--offline', '--no-frozen-lockfile')
  await pnpm('run', 'build')
  await pnpm('exec', 'changeset', 'publish', '--no-git-tag')
  return { before, after }
}

/** The files that git knows or would take, with an empty history: `changeset version` wants a repository. */
async function copyRepository(folder: string): Promise<void> {
  const list = await run('git', ['ls-files', '-z', '-co', '--exclude-standard'], { cwd: root })
  for (const name of list.split('\0').filter((path) => path !== '' && existsSync(join(root, path)))) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    cpSync(join(root, name), join(folder, name), { verbatimSymlinks: true })
  }
  const git = (...args: string[]) =>
    run('git', ['-c', 'user.name=rehearsal', '-c', 'user.email=rehearsal@example.com', ...args], { cwd: folder })
  await git('init', '--quiet', '--initial-branch=main')
  await git('add', '--all')
  await git('commit', '--quiet', '--message', 'chore: rehearsal')
}

function versionIn(folder: string): string {
  const { version } = JSON.parse(readFileSync(join(folder, 'packages/core/package.json'), 'utf8')) as {
    version: string
  }
  return version
}

/** npm wants some token before it publishes; the registry takes any. */
function userConfig(folder: string, registry: string): string {
  const path = `${folder}.npmrc`
  writeFileSync(path, `registry=${registry}/\n//${new URL(registry).host}/:_authToken=rehearsal\n`)
  return path
}

/** The folders of the packages that a release publishes, from the root. */
export function publicPackages(): string[] {
  return ['packages', 'apps'].flatMap((parent) =>
    readdirSync(join(root, parent))
      .map((name) => `${parent}/${name}`)
      .filter((name) => isPublic(join(root, name))),
  )
}

function isPublic(folder: string): boolean {
  try {
    return !(JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { private?: boolean }).private
  } catch {
    return false
  }
}
