import { mkdirSync, readFileSync } from 'node:fs'
import { join, posix } from 'node:path'
import { publint } from 'publint'
import { formatMessage } from 'publint/utils'
import { beforeAll, describe, expect, inject, test } from 'vitest'
import { publicPackages } from '../src/release.ts'
import { attempt, run } from '../src/shell.ts'
import { createProject, managers, type Project } from '../src/stranger.ts'

const bin = join(import.meta.dirname, '../node_modules/.bin')
const names = publicPackages().map((folder) => `@zephyr-reporters/${folder.split('/')[1]}`)
/** Packages that are only a command export nothing. */
const libraries = names.filter((name) => name !== '@zephyr-reporters/cli')

describe.each(names)('%s', (name) => {
  let tarball = ''
  beforeAll(async () => {
    const folder = join(inject('folder'), 'tarballs')
    mkdirSync(folder, { recursive: true })
    const args = ['pack', `${name}@${inject('versions').after}`, '--json', '--registry', inject('registry')]
    const packed = await run('npm', [...args, '--silent'], { cwd: folder })
    tarball = join(folder, fileNameIn(JSON.parse(packed)))
  })

  test('publint finds nothing', async () => {
    const content = readFileSync(tarball)
    const { messages, pkg } = await publint({ pack: { tarball: new Uint8Array(content).buffer }, strict: true })
    expect(messages.map((message) => formatMessage(message, pkg))).toEqual([])
  })

  test('its commands are scripts for Node', async () => {
    const inside = (path: string) =>
      run('tar', ['-xOf', tarball, posix.join('package', path)], { cwd: inject('folder') })
    const { bin: commands = {} } = JSON.parse(await inside('package.json')) as { bin?: Record<string, string> }
    for (const path of Object.values(commands)) expect(await inside(path)).toMatch(/^#!\/usr\/bin\/env node\n/)
  })

  test.runIf(libraries.includes(name))('its types resolve, and say what Node does', async () => {
    const { code, output } = await attempt(join(bin, 'attw'), [tarball, '--profile', 'node16', '--format', 'ascii'], {
      cwd: inject('folder'),
    })
    expect(code, output).toBe(0)
  })
})

/** npm 11 prints a list, npm 12 an object by package name. */
function fileNameIn(packed: unknown): string {
  const [first] = Object.values(packed as Record<string, { filename?: string }>)
  if (!first?.filename) throw new Error(`npm pack said ${JSON.stringify(packed)}`)
  return first.filename
}

const resolutions = {
  commonjs: { module: 'commonjs', moduleResolution: 'node10' },
  node16: { module: 'node16' },
  nodenext: { module: 'nodenext' },
  bundler: { module: 'esnext', moduleResolution: 'bundler' },
}

/** One file that names a type of each package; nothing may be `any`. */
const usage = `
import type { ZephyrReporterOptions as JestOptions } from '@zephyr-reporters/jest'
import type { ZephyrReporterOptions as VitestOptions } from '@zephyr-reporters/vitest'
import type { ZephyrReporterOptions as PlaywrightOptions } from '@zephyr-reporters/playwright'
import type { ZephyrReporterOptions as MochaOptions } from '@zephyr-reporters/mocha'
import { createZephyrClient, type ZephyrClient, ZephyrError } from '@zephyr-reporters/core'
import type JestReporter from '@zephyr-reporters/jest'

type IsAny<T> = 0 extends 1 & T ? true : false
const none: [IsAny<JestOptions>, IsAny<VitestOptions>, IsAny<PlaywrightOptions>, IsAny<MochaOptions>, IsAny<ZephyrClient>] = [false, false, false, false, false]
const parameters: IsAny<ConstructorParameters<typeof JestReporter>[0]> = false
const options: JestOptions & VitestOptions & PlaywrightOptions & MochaOptions = { jobName: 'Nightly', projectId: 1 }
// @ts-expect-error: a project's id is no truth value
const wrong: JestOptions = { projectId: true }
const client: ZephyrClient = createZephyrClient({ url: 'https://acme.yourzephyr.com', token: 'secret' })
const operationOf = (error: ZephyrError): string => error.operation
client.listJobs({ projectId: 1, releaseId: 11 }).catch((error: unknown) => error instanceof ZephyrError && operationOf(error))
export { none, options, parameters, wrong }
`

let project: Project
beforeAll(async () => {
  const pnpm = managers.find((manager) => manager.name === 'pnpm') ?? expect.fail()
  project = await createProject(inject('folder'), pnpm, inject('registry'))
  // Only what a package declares is within its reach, as under Plug'n'Play.
  project.write({
    'pnpm-workspace.yaml': 'minimumReleaseAge: 0\nstrictDepBuilds: false\npmOnFail: ignore\nhoist: false\n',
  })
  await project.add(
    'jest',
    'vitest',
    '@playwright/test',
    '@types/node@20',
    '@zephyr-reporters/jest',
    '@zephyr-reporters/vitest',
    '@zephyr-reporters/playwright',
    '@zephyr-reporters/mocha',
    '@zephyr-reporters/core',
  )
})

describe.each(Object.entries(resolutions))('a TypeScript project with module %s', (name, options) => {
  test.each(['module', 'commonjs'])('in a package of type %s', async (type) => {
    const compilerOptions = { target: 'es2022', strict: true, noEmit: true, types: ['node'], ...options }
    const folder = `${name}-${type}`
    project.write({
      [`${folder}/package.json`]: JSON.stringify({ type }),
      [`${folder}/usage.ts`]: usage,
      [`${folder}/tsconfig.json`]: JSON.stringify({ compilerOptions, include: ['usage.ts'] }),
    })
    const { output } = await attempt(join(bin, 'tsc'), ['-p', folder], { cwd: project.folder })
    expect(
      output.split('\n').filter((line) => line.includes('error') && !line.startsWith('node_modules')),
      name,
    ).toEqual([])
    // What our own declarations import has to be there: an error in them would be silenced by skipLibCheck.
    expect(
      output.split('\n').filter((line) => line.includes('@zephyr-reporters')),
      name,
    ).toEqual([])
  })
})
