import { spawnSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { loadSettings, missingForDelivery, resolveSettings } from '../../src/config/load.ts'
import { problemsMessage } from '../../src/config/problems.ts'
import { temporaryFolder } from '../folder.ts'

// Configuration files: where they are found, how they are laid over each other, and code among them.

/** A folder with files by path; an object is written as JSON. */
function tree(files: Record<string, string | object>): string {
  const root = temporaryFolder()
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), typeof content === 'string' ? content : JSON.stringify(content))
  }
  return root
}
const request = (cwd: string, parts: object = {}) => ({ runner: 'jest', env: {}, cwd, ...parts })
const load = (cwd: string, parts: object = {}) => loadSettings(request(cwd, parts))

describe('several folders', () => {
  test('files are laid over each other, the nearest wins, and each problem names its own', () => {
    const root = tree({
      'zephyr.config.json': { url: 'https://acme.example', projectId: 6, releaseId: 11, retries: 'many' },
      'packages/a/zephyr.config.json': { projectId: 7, jobName: 'a', timeout: 'long' },
      'packages/a/src/x': '',
    })
    const { settings, sources, configFiles, configRoot, problems } = load(join(root, 'packages/a/src'))
    expect(settings).toMatchObject({ url: 'https://acme.example', projectId: 7, releaseId: 11, jobName: 'a' })
    const [near, far] = [join(root, 'packages/a/zephyr.config.json'), join(root, 'zephyr.config.json')]
    expect(configFiles).toEqual([near, far])
    expect(configRoot).toBe(root)
    expect([sources.projectId, sources.releaseId]).toEqual([
      { kind: 'file', label: near },
      { kind: 'file', label: far },
    ])
    expect(problems.map(({ option, source }) => [option, source])).toEqual([
      ['timeout', near],
      ['retries', far],
    ])
  })

  test('relative paths count from the folder of the file that holds them', () => {
    const root = tree({ 'zephyr.config.json': { root: 'packages' }, 'packages/a/zephyr.config.json': {} })
    expect(load(join(root, 'packages/a')).settings.root).toBe(join(root, 'packages'))
  })

  test.each<[string, string | object]>([
    ['.git', 'gitdir: elsewhere'],
    ['pnpm-workspace.yaml', ''],
    ['nx.json', {}],
    ['lerna.json', {}],
    ['rush.json', {}],
    ['lage.config.js', ''],
    ['turbo.json', { tasks: {} }],
    ['package.json', { workspaces: ['packages/*'] }],
    ['package.json', { workspaces: { packages: [] } }],
  ])('the search ends at the folder with %s, whose own file counts', (name, content) => {
    const root = tree({
      'zephyr.config.json': { jobName: 'outside', projectId: 1 },
      'repo/zephyr.config.json': { jobName: 'repo' },
      [`repo/${name}`]: content,
      'repo/a/package.json': { name: 'a' },
    })
    const { settings, configRoot } = load(join(root, 'repo/a'))
    expect(settings).toMatchObject({ jobName: 'repo' })
    expect(settings.projectId).toBeUndefined()
    expect(configRoot).toBe(join(root, 'repo'))
  })

  test.each<[string, string, string | object]>([
    ['a turbo.json that extends the root', 'turbo.json', '{ "extends": ["//"] }'],
    ['a package.json without workspaces', 'package.json', { name: 'workspaces', scripts: { workspaces: 'x' } }],
    ['a package.json that is broken', 'package.json', '{ "workspaces": '],
  ])('%s is no end of the search', (_, name, content) => {
    const root = tree({ 'zephyr.config.json': { projectId: 1 }, [`a/${name}`]: content })
    expect(load(join(root, 'a')).settings.projectId).toBe(1)
  })

  test('two files in one folder are one problem; the first still counts', () => {
    const root = tree({ 'zephyr.config.json': { projectId: 1 }, 'zephyr.config.mjs': 'export default {}' })
    const { problems, settings } = load(root)
    expect(problems).toMatchObject([
      {
        source: root,
        given: 'zephyr.config.json and zephyr.config.mjs',
        expected: 'one configuration file in a folder',
      },
    ])
    expect(settings.projectId).toBe(1)
  })

  test('a secret in any file is refused, also where the environment has one too, and is never shown', () => {
    const root = tree({
      'zephyr.config.json': { token: 'far-secret' },
      'a/zephyr.config.json': { password: 'near-secret' },
    })
    const { problems, settings } = load(join(root, 'a'), { env: { ZEPHYR_TOKEN: 'good-token' } })
    expect(settings.token).toBe('good-token')
    expect(settings.password).toBeUndefined()
    expect(problems.map(({ option }) => option)).toEqual(['password', 'token'])
    expect(problemsMessage(problems)).not.toMatch(/far-secret|near-secret/)
    expect(problemsMessage(problems)).toContain('remove it there and set ZEPHYR_TOKEN in the environment')
  })
})

describe('what belongs together is overridden together', () => {
  const far = {
    jobName: 'far',
    jobId: 5,
    repositoryPath: 'R > far',
    repositoryTreeId: 76,
    phaseName: 'far',
    username: 'u',
  }
  const near = { jobName: 'near', repositoryPath: 'R > near', token: 'a-near-token' }

  const between: Record<string, (nearer: typeof near) => ReturnType<typeof load>> = {
    'flags over a file': (flags) => load(tree({ 'zephyr.config.json': far }), { flags }),
    'reporter options over a file': (options) => load(tree({ 'zephyr.config.json': far }), { options }),
    'environment over reporter options': ({ jobName, repositoryPath, token }) =>
      load(tree({}), {
        options: far,
        env: { ZEPHYR_JOB_NAME: jobName, ZEPHYR_REPOSITORY_PATH: repositoryPath, ZEPHYR_TOKEN: token },
      }),
  }
  test.each(Object.entries(between))('%s', (_, loadWith) => {
    const loaded = loadWith(near)
    expect(loaded.settings).toMatchObject(near)
    for (const name of ['jobId', 'repositoryTreeId', 'phaseName', 'username'] as const)
      expect([name, loaded.settings[name], loaded.hidden[name]?.by]).toEqual([
        name,
        undefined,
        { jobId: 'jobName', repositoryTreeId: 'repositoryPath', phaseName: 'repositoryPath', username: 'token' }[name],
      ])
    expect(loaded.problems).toEqual([])
    // The missing id is reported with where the one is that no longer fits.
    const message = problemsMessage(missingForDelivery(loaded))
    expect(message).toMatch(/repositoryTreeId is missing.*belongs to the repositoryPath there, which is overridden/)
  })

  test('a nearer file over a farther one', () => {
    const root = tree({
      'zephyr.config.json': far,
      'a/zephyr.config.json': { jobName: 'near', repositoryPath: 'R > near' },
    })
    const { settings } = load(join(root, 'a'))
    expect(settings).toMatchObject({ jobName: 'near', username: 'u' })
    expect([settings.jobId, settings.repositoryTreeId, settings.phaseName]).toEqual([undefined, undefined, undefined])
  })

  test('in one layer, and the other way round, both stand', () => {
    const { settings, hidden } = load(tree({ 'zephyr.config.json': far }), { options: { jobId: 9, phaseName: 'near' } })
    expect(settings).toMatchObject({ ...far, jobId: 9, phaseName: 'near' })
    expect(hidden).toEqual({})
    expect(load(tree({}), { options: far }).settings).toMatchObject(far)
  })

  test('an empty text hides nothing, and a refused token in a file no user', () => {
    const root = tree({ 'zephyr.config.json': far, 'a/zephyr.config.json': { jobName: ' ', token: 'refused' } })
    const { settings } = load(join(root, 'a'), { env: { ZEPHYR_JOB_NAME: '' } })
    expect(settings).toMatchObject({ jobName: 'far', jobId: 5, username: 'u' })
  })
})

describe('code', () => {
  const resolved = (cwd: string) => resolveSettings(request(cwd))

  test.each<[string, Record<string, string>]>([
    ['a module', { 'zephyr.config.mjs': "export default { jobName: ['a', 'b'].join(' ') }" }],
    ['a function', { 'zephyr.config.mjs': "export default () => ({ jobName: 'a b' })" }],
    ['an asynchronous function', { 'zephyr.config.mjs': "export default async () => ({ jobName: 'a b' })" }],
    ['top-level await', { 'zephyr.config.mjs': "export default await Promise.resolve({ jobName: 'a b' })" }],
    [
      '.js by its package',
      { 'zephyr.config.js': "export default { jobName: 'a b' }", 'package.json': '{"type":"module"}' },
    ],
    [
      '.js as CommonJS',
      { 'zephyr.config.js': "module.exports = { jobName: 'a b' }", 'package.json': '{"type":"commonjs"}' },
    ],
    ['.cjs', { 'zephyr.config.cjs': "module.exports = { jobName: 'a b' }" }],
    [
      'CommonJS that was a module',
      { 'zephyr.config.cjs': "exports.__esModule = true; exports.default = { jobName: 'a b' }" },
    ],
  ])('%s', async (_, files) => {
    const root = tree(files)
    const { settings, problems, sources } = await resolved(root)
    expect(problems).toEqual([])
    expect(settings.jobName).toBe('a b')
    expect(sources.jobName.label).toBe(join(root, Object.keys(files)[0] ?? ''))
  })

  test('layers of code and JSON; loadSettings leaves code alone', async () => {
    const root = tree({
      'zephyr.config.json': { projectId: 1, releaseId: 2 },
      'a/zephyr.config.mjs': 'export default { projectId: 3 }',
    })
    expect((await resolved(join(root, 'a'))).settings).toMatchObject({ projectId: 3, releaseId: 2 })
    expect(load(join(root, 'a')).settings).toMatchObject({ projectId: 1, releaseId: 2 })
    const other = tree({ 'zephyr.config.mjs': 'export default {}', 'a/zephyr.config.json': {} })
    expect((await resolved(join(other, 'a'))).configRoot).toBe(other)
  })

  test.each([
    ['throws', "throw new Error('no such luck')", 'no such luck'],
    ['is no module', 'export default {', 'invalid JS syntax'],
    ['exports a list', 'export default []', 'a list'],
    ['exports nothing', 'export const jobName = 1', 'no object'],
    ['holds what cannot be shown', 'const a = { }; a.a = a; export default { projectId: a, releaseId: 5n }', '<ref'],
  ])('a file that %s is a problem that names it, never a crash', async (_, source, given) => {
    const root = tree({ 'zephyr.config.mjs': source })
    const { problems } = await resolved(root)
    expect(problems[0]).toMatchObject({ source: join(root, 'zephyr.config.mjs') })
    expect(problems[0]?.given).toContain(given)
  })
})

describe('the gate', () => {
  const gate = (cwd: string, env: Record<string, string> = {}) => {
    const script = `import { gate } from ${JSON.stringify(new URL('../../../reporter-kit/src/gate.ts', import.meta.url).href)}
      process.stdout.write(gate({}))`
    const outside = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(ZEPHYR_|CI$)/.test(name)))
    const node = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
      cwd,
      env: { ...outside, ...env },
      encoding: 'utf8',
    })
    return [node.stdout, node.stderr]
  }
  const lost = /^\[zephyr\] Warning: zephyr\.config\.json names a server but no token: nothing is sent to Zephyr\./

  test('lays JSON files over each other up to the top of the repository, as core does', () => {
    const files = { 'zephyr.config.json': { dryRun: true }, 'a/zephyr.config.json': { jobName: 'a' }, 'a/b/x': '' }
    expect(gate(join(tree(files), 'a/b'))[0]).toBe('active')
    expect(gate(join(tree({ ...files, 'a/nx.json': {} }), 'a/b'))[0]).toBe('off')
    expect(gate(join(tree({ ...files, 'a/zephyr.config.json': { dryRun: false } }), 'a/b'))[0]).toBe('off')
  })

  test('runs no code', () => {
    const root = tree({ 'zephyr.config.mjs': "process.stdout.write('ran'); export default { dryRun: true }" })
    expect(gate(root)).toEqual(['off', ''])
  })

  test('in CI a server in a JSON file and no credential is worth a line; strict does not count there', () => {
    const root = tree({ 'zephyr.config.json': { url: 'https://acme.example', strict: true } })
    expect(gate(root)).toEqual(['off', ''])
    expect(gate(root, { CI: 'false' })).toEqual(['off', ''])
    expect(gate(root, { CI: 'true' })).toEqual(['no-token', expect.stringMatching(lost)])
    expect(gate(tree({ 'zephyr.config.json': { projectId: 1 } }), { CI: 'true' })).toEqual(['off', ''])
    expect(gate(root, { CI: 'true', ZEPHYR_TOKEN: 'x' })).toEqual(['active', ''])
  })
})
