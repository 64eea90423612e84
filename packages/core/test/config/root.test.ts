import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { loadSettings } from '../../src/config/load.js'
import { packageRoot } from '../../src/config/root.js'
import { temporaryFolder } from '../folder.ts'

/** A workspace with one package, and what files are given. */
function workspace(files: Record<string, string>, at = 'packages/a') {
  const top = temporaryFolder()
  mkdirSync(join(top, at), { recursive: true })
  for (const [name, text] of Object.entries({ '.git/HEAD': '', ...files })) {
    mkdirSync(join(top, name, '..'), { recursive: true })
    writeFileSync(join(top, name), text)
  }
  const root = join(top, at)
  const of = (env: Record<string, string> = {}) =>
    packageRoot(loadSettings({ runner: 'jest', env, cwd: root }), { root, rootIs: 'Jest’s rootDir' })
  return { top, root, of }
}

test('the option, wherever it stands', () => {
  const { top, of } = workspace({ 'zephyr.config.json': '{"root": "packages"}' })
  expect(of()).toMatchObject({ folder: join(top, 'packages'), from: expect.stringContaining('zephyr.config.json') })
  expect(of({ ZEPHYR_ROOT: top })).toEqual({ folder: top, from: 'root from ZEPHYR_ROOT' })
})

test('the folder of a shared configuration file', () => {
  const { top, of } = workspace({ 'zephyr.config.json': '{}' })
  expect(of()).toEqual({ folder: top, from: 'the folder of the farthest zephyr.config file' })
})

test('not where the runner’s root lies elsewhere', () => {
  const { root } = workspace({ 'zephyr.config.json': '{}' })
  const elsewhere = temporaryFolder()
  const loaded = loadSettings({ runner: 'jest', env: {}, cwd: root })
  expect(packageRoot(loaded, { root: elsewhere, rootIs: 'x' })).toMatchObject({ folder: elsewhere, from: 'x' })
})

test('without a configuration file the runner’s own root; in a workspace with a warning that can be pasted', () => {
  const alone = workspace({ 'package.json': '{}' })
  expect(alone.of()).toEqual({ folder: alone.root, from: 'Jest’s rootDir', warning: undefined })
  for (const files of [
    { 'pnpm-workspace.yaml': '' },
    { 'package.json': '{"workspaces": ["packages/*"]}' },
    { 'turbo.json': '{}' },
  ] as Record<string, string>[]) {
    const { top, root, of } = workspace(files)
    expect(of()).toMatchObject({ folder: root, from: 'Jest’s rootDir' })
    expect(of().warning).toMatch(/ZEPHYR_ROOT=.*ZEPHYR_PACKAGE_PREFIX=packages\/a /)
    expect(of().warning).toContain(`ZEPHYR_ROOT=${top}, `)
    expect(of({ ZEPHYR_PACKAGE_PREFIX: 'a' }).warning).toBeUndefined()
    expect(of({ ZEPHYR_ROOT: root }).warning).toBeUndefined()
  }
})

test('no warning at the workspace’s top, and none for a package whose turbo.json extends another', () => {
  expect(workspace({ 'pnpm-workspace.yaml': '' }, '.').of().warning).toBeUndefined()
  expect(workspace({ 'turbo.json': '{"extends": ["//"]}' }).of().warning).toBeUndefined()
})
