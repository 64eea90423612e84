import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { expect, test } from 'vitest'
import { runners } from '../packages/reporter-kit/src/runners.js'

// Data flows one way (runner events -> results -> JUnit file -> delivery -> receipt), and imports run the same way.

const root = join(import.meta.dirname, '..')

/** What each folder of core may import besides itself and `shared`. A folder that is not named here may import nothing. */
const core: Record<string, readonly string[]> = {
  results: [],
  zephyr: [],
  config: ['results', 'zephyr'],
  junit: ['results'],
  verify: ['results', 'zephyr', 'junit', 'config', 'delivery'],
  delivery: ['results', 'zephyr', 'config', 'junit', 'verify'],
  reporter: ['results', 'zephyr', 'config', 'junit', 'delivery', 'verify'],
  // The package's faces.
  '': ['results', 'zephyr', 'config', 'junit', 'delivery', 'verify', 'reporter'],
}
/** Small parts that any folder of core may use: they know nothing of a delivery. */
const shared = [
  'log.ts',
  'mask.ts',
  'display.ts',
  'printable.ts',
  'atomic.ts',
  'config/environment.ts',
  'config/pem.ts',
  'config/secrets.ts',
]

/** What our packages may import of each other; the other apps are tools of this repository. */
const packages: Record<string, readonly string[]> = {
  'packages/parser-template': [],
  'packages/pages': [],
  'packages/reporter-kit': [],
  'packages/core': ['parser-template', 'reporter-kit'],
  ...Object.fromEntries(runners.map(({ name }) => [`packages/${name}`, ['core', 'reporter-kit']])),
  'packages/cli': ['core', 'parser-template', 'pages', 'reporter-kit'],
  'apps/emulator': ['parser-template', 'pages'],
}

interface Import {
  from: string
  to: string
}

const files = [...readdirSync(join(root, 'packages')).map((name) => `packages/${name}`), 'apps/emulator'].flatMap(
  (name) => sourcesOf(`${name}/src`),
)
const imports = files.flatMap(importsOf)

test('every package with sources has its rule here', () => {
  const found = new Set(files.map((file) => file.split('/').slice(0, 2).join('/')))
  expect([...found].filter((name) => !(name in packages))).toEqual([])
})

test('packages import of each other only what the rule says', () => {
  const back = imports.filter(({ from, to }) => {
    const other = /^@zephyr-reporters\/([^/]+)/.exec(to)?.[1]
    const rule = packages[from.split('/').slice(0, 2).join('/')]
    return other !== undefined && !rule?.includes(other)
  })
  expect(back).toEqual([])
})

test('no import leaves its package by a path', () => {
  const out = imports.filter(({ from, to }) => !to.startsWith('@') && to.split('/')[1] !== from.split('/')[1])
  expect(out).toEqual([])
})

test('within core imports run with the data, never back', () => {
  const back = imports.filter(({ from, to }) => {
    if (!from.startsWith('packages/core/') || !to.startsWith('packages/core/')) return false
    const [user, used] = [folderOf(from), folderOf(to)]
    return user !== used && !shared.includes(withinPackage(to)) && !core[user]?.includes(used)
  })
  expect(back.filter(({ from }) => !shared.includes(withinPackage(from)))).toEqual([])
})

test('no import leads back to where it came from, nor does the import of a type', () => {
  const byFile = Map.groupBy(imports, ({ from }) => from)
  expect(cyclesIn(new Map([...byFile].map(([from, list]) => [from, list.map(({ to }) => to)])))).toEqual([])
})

test('the rules themselves find what they forbid', () => {
  expect(
    cyclesIn(
      new Map([
        ['a', ['b']],
        ['b', ['c']],
        ['c', ['b']],
      ]),
    ),
  ).toEqual([['b', 'c']])
  const found = parse(
    "import type { A } from './a.js'\nimport {\n  b,\n} from './b.js'\nexport { c } from './c.js'\nawait import('./d.js')",
  )
  expect(found).toEqual(['./a.js', './b.js', './c.js', './d.js'])
})

function sourcesOf(folder: string): string[] {
  try {
    return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts') && !name.endsWith('.d.ts'))
      .map((name) => join(folder, name).replaceAll('\\', '/'))
  } catch (error) {
    // A folder with nothing in it but what another branch built.
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return []
    throw error
  }
}

function importsOf(from: string): Import[] {
  return parse(readFileSync(join(root, from), 'utf8')).flatMap((to) => {
    if (to.startsWith('@zephyr-reporters/')) return [{ from, to }]
    if (!to.startsWith('.')) return []
    const path = relative(root, resolve(root, dirname(from), to)).replaceAll('\\', '/')
    return [{ from, to: path.replace(/\.js$/, '.ts') }]
  })
}

/** What is imported, as it is spelled: `import … from`, `export … from`, `import(…)`, and types alike. */
function parse(text: string): string[] {
  const expression =
    /^(?:import|export)\s[^'"();=]*?from\s+'(?<from>[^']+)'|^import\s+'(?<bare>[^']+)'|\bimport\('(?<late>[^']+)'\)/gm
  return Array.from(text.matchAll(expression), ({ groups = {} }) => groups.from ?? groups.bare ?? groups.late ?? '')
}

function withinPackage(file: string): string {
  return file.split('/src/')[1] ?? file
}

function folderOf(file: string): string {
  const path = withinPackage(file)
  return path.includes('/') ? (path.split('/')[0] ?? '') : ''
}

/** Tarjan's strongly connected components of more than one file. */
function cyclesIn(graph: ReadonlyMap<string, readonly string[]>): string[][] {
  const found: string[][] = []
  const order = new Map<string, number>()
  const lowest = new Map<string, number>()
  const open: string[] = []
  const visit = (file: string): number => {
    const known = order.get(file)
    if (known !== undefined) return open.includes(file) ? known : Number.POSITIVE_INFINITY
    order.set(file, order.size)
    open.push(file)
    const own = order.size - 1
    const low = Math.min(own, ...(graph.get(file) ?? []).map((to) => Math.min(visit(to), lowOf(to))))
    lowest.set(file, low)
    if (low === own) {
      const component = open.splice(open.indexOf(file))
      if (component.length > 1) found.push(component.sort())
    }
    return low
  }
  const lowOf = (file: string) =>
    open.includes(file) ? (lowest.get(file) ?? Number.POSITIVE_INFINITY) : Number.POSITIVE_INFINITY
  for (const file of graph.keys()) visit(file)
  return found
}
