import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync } from 'node:fs'
import { isBuiltin } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { packed } from './harness/install.ts'

// What npm would get, tarball by tarball.

type Conditions = { [name: string]: string | Conditions }

interface Manifest {
  name: string
  exports?: Record<string, string | Conditions>
  bin?: Record<string, string>
  dependencies?: Record<string, string>
  peerDependencies?: Record<string, string>
  scripts?: Record<string, string>
}

const tarballs = [...(await packed())].map(([name, tarball]) => {
  const folder = mkdtempSync(join(tmpdir(), 'zephyr-packed-'))
  execFileSync('tar', ['-xzf', tarball, '-C', folder])
  const root = join(folder, 'package')
  const manifest: Manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).map((file) => file.replaceAll('\\', '/'))
  return { name, root, manifest, files }
})

/** `import … from 'x'`, `export … from 'x'`, `import 'x'` and `import('x')`. */
const importing = /^(?:import|export)\b[^;'"]*\bfrom\s*["']([^'"]+)|^import\s+["']([^'"]+)|\bimport\(\s*["']([^'"]+)/gm

const targetsOf = ({ exports = {}, bin = {} }: Manifest) => [...filesOf(exports), ...Object.values(bin)]

const filesOf = (target: string | Conditions): string[] =>
  typeof target === 'string' ? [target] : Object.values(target).flatMap(filesOf)

/** Conditions in the order in which a resolver tries them; those of `require` with its name in front. */
const conditionsOf = (target: Conditions, before = ''): string[] =>
  Object.entries(target).flatMap(([name, inner]) =>
    typeof inner === 'string' ? [before + name] : conditionsOf(inner, `${before}${name} `),
  )

test.each(tarballs)(
  '$name: whatever its manifest names is there, and nothing leads to the sources',
  ({ manifest, files }) => {
    const conditions = Object.values(manifest.exports ?? {}).flatMap((target) =>
      typeof target === 'string' ? [] : [conditionsOf(target)],
    )
    // TypeScript wants a type of its own for CommonJS; `types` comes before the code it describes.
    for (const names of conditions) expect(names).toEqual(['require types', 'require default', 'types', 'default'])
    for (const target of targetsOf(manifest)) expect(files).toContain(target.replace('./', ''))
    expect(files.filter((file) => file.startsWith('src') || file.includes('test'))).toEqual([])
  },
)

test.each(tarballs)(
  '$name: imports only itself, Node and what it depends on, in code and in types',
  ({ root, manifest, files }) => {
    const known = Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies })
    const foreign = files
      .filter((file) => /\.(js|d\.ts)$/.test(file))
      .flatMap((file) =>
        Array.from(readFileSync(join(root, file), 'utf8').matchAll(importing), ([, ...names]) => names.join('')),
      )
      .filter((name) => !name.startsWith('.') && !isBuiltin(name))
      .map((name) => /^(@[^/]+\/)?[^/]+/.exec(name)?.[0] ?? name)
    // Types that a runner's own package leads to come with the runner.
    const unknown = [...new Set(foreign)].filter((name) => !known.includes(name) && !/^@(jest|playwright)\//.test(name))
    expect(unknown).toEqual([])
  },
)

test.each(tarballs)('$name: installing it runs nothing', ({ manifest }) => {
  const atInstall = ['preinstall', 'install', 'postinstall', 'prepare']
  expect(Object.keys(manifest.scripts ?? {}).filter((name) => atInstall.includes(name))).toEqual([])
})
