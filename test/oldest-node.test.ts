import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'

// What runs on a Node that is too old can import nothing, so the oldest version stands in each of these files.

const root = join(import.meta.dirname, '..')
const places = [
  'packages/reporter-kit/src/gate.ts',
  'packages/cli/src/main.ts',
  'packages/cli/src/doctor/folder.ts',
  'scripts/builtins.mjs',
]
const oldest = enginesOf('package.json').replace('>=', '')

test.each(places)('%s names the oldest Node of `engines`', (path) => {
  const named = readFileSync(join(root, path), 'utf8').match(/(?<=oldestNode = '|"Node )[\d.]+/g)
  expect(named).toEqual([oldest])
})

test('every published package has the same `engines`', () => {
  const manifests = readdirSync(join(root, 'packages')).map((name) => `packages/${name}/package.json`)
  const published = manifests.filter((path) => readManifest(path).private !== true)
  expect(published.length).toBeGreaterThan(5)
  expect(published.filter((path) => enginesOf(path) !== `>=${oldest}`)).toEqual([])
})

function enginesOf(path: string): string {
  return readManifest(path).engines?.node ?? ''
}

function readManifest(path: string): { private?: boolean; engines?: { node?: string } } {
  return JSON.parse(readFileSync(join(root, path), 'utf8'))
}
