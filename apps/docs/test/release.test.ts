import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { publicPackages, withAbsoluteLinks, withRepository } from '../../../scripts/prepare-release.mjs'
import { root } from '../src/snippets.ts'

const address = 'https://example.com/acme/reporters'

test('links of a README that lead nowhere on npm are made absolute; others stay', () => {
  const page =
    '[a](../../docs/cli.md#merge) ![p](../../docs/public/p.png) [b](#options) [c](https://example.com/x) [d](LICENSE)'
  expect(withAbsoluteLinks(page, 'packages/cli', address)).toBe(
    `[a](${address}/blob/HEAD/docs/cli.md#merge) ![p](${address}/raw/HEAD/docs/public/p.png) [b](#options) [c](https://example.com/x) [d](${address}/blob/HEAD/packages/cli/LICENSE)`,
  )
})

test('a manifest gets the address of the repository that releases', () => {
  expect(withRepository({ name: 'x' }, 'packages/x', address)).toEqual({
    name: 'x',
    repository: { type: 'git', url: `git+${address}.git`, directory: 'packages/x' },
    homepage: `${address}/tree/HEAD/packages/x#readme`,
    bugs: { url: `${address}/issues` },
  })
})

test.each(publicPackages())('%s: nothing but the release names an address, and nothing is run at install', (folder) => {
  const manifest = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'))
  for (const field of ['repository', 'homepage', 'bugs']) expect(manifest).not.toHaveProperty(field)
  for (const script of ['preinstall', 'install', 'postinstall', 'prepare'])
    expect(manifest.scripts ?? {}).not.toHaveProperty(script)
  expect(manifest).toMatchObject({
    license: 'MIT',
    type: 'module',
    description: expect.any(String),
    keywords: expect.any(Array),
  })
  expect(manifest.engines.node).toMatch(/^>=2[02]\./)
})
