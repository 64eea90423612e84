// Builds the package in the working directory: `node ../../scripts/build.mjs`.
// Types come from tsc; JavaScript from rolldown, which puts a package's modules into few files (each file costs time where
// the runner loads it) and copies private workspace packages in, for npm has no such package to install.
import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { rolldown } from 'rolldown'

const manifest = readJson('package.json')
const dist = resolve('dist')
/** Workspace packages that are not published, by name: the folder of each. */
const inlined = privatePackages()
/** `from 'x'`, `import 'x'` and `import('x')` in a declaration: what stands before the name, the name, the quote behind it. */
const specifier = /((?:from|import)\s*\(?\s*['"])([^'"]+)(['"])/g

rmSync(dist, { recursive: true, force: true })
tsc(manifest.exports ? '--emitDeclarationOnly' : '--noEmit')
if (!manifest.private) {
  await bundle()
  inlineTypes()
  removeUnreachableTypes()
}

function tsc(emit) {
  const { status } = spawnSync('tsc', ['-p', '.', emit], { stdio: 'inherit', shell: process.platform === 'win32' })
  if (status !== 0) process.exit(status ?? 1)
}

async function bundle() {
  const build = await rolldown({
    input: entries(),
    platform: 'node',
    resolve: { conditionNames: ['development', 'import', 'node', 'default'] },
    external: (name) => !name.startsWith('.') && !name.startsWith('/') && !isInlined(name),
    onLog(level, log) {
      if (level === 'warn') throw new Error(log.message)
    },
  })
  await build.write({
    dir: dist,
    format: 'es',
    entryFileNames: '[name].js',
    chunkFileNames: '[name].js',
    // A user reads these files in a stack trace: names and lines stay.
    minify: false,
  })
  await build.close()
}

/** What the `development` conditions of `exports`, and `bin`, name: the output's path without its ending, and the source. */
function entries() {
  const exported = Object.values(manifest.exports ?? {}).flatMap((target) => target.development ?? [])
  const commands = Object.values(manifest.bin ?? {}).map((path) =>
    path.replace('./dist/', './src/').replace(/js$/, 'ts'),
  )
  return Object.fromEntries(
    [...exported, ...commands].map((path) => [path.replace(/^\.\/src\//, '').replace(/\.ts$/, ''), path]),
  )
}

function isInlined(name) {
  return [...inlined.keys()].some((own) => name === own || name.startsWith(`${own}/`))
}

function privatePackages() {
  const names = Object.keys({ ...manifest.dependencies, ...manifest.devDependencies })
  const folders = names
    .filter((name) => name.startsWith('@zephyr-reporters/'))
    .map((name) => [name, join('node_modules', name)])
  const found = folders.filter(([, folder]) => readJson(join(folder, 'package.json')).private)
  return new Map(found)
}

/** Copies the types of an inlined package beside ours wherever a declaration of ours names it, and points there. */
function inlineTypes() {
  const used = new Set()
  for (const file of declarations()) {
    const text = readFileSync(file, 'utf8')
    const rewritten = text.replace(specifier, (whole, before, name, quote) => {
      const own = [...inlined.keys()].find((known) => name === known || name.startsWith(`${known}/`))
      if (!own) return whole
      used.add(own)
      return `${before}${fromTo(file, typesOf(own, name))}${quote}`
    })
    if (rewritten !== text) writeFileSync(file, rewritten)
  }
  for (const own of used) cpSync(join(inlined.get(own), 'dist'), folderOf(own), { recursive: true })
}

function typesOf(own, name) {
  const target = readJson(join(inlined.get(own), 'package.json')).exports[`.${name.slice(own.length)}`]
  if (!target?.types) throw new Error(`${own} exports no types for ${name}`)
  return join(folderOf(own), relative('dist', target.types))
}

function folderOf(own) {
  return join(dist, own.slice(own.indexOf('/') + 1))
}

function fromTo(file, target) {
  const path = relative(dirname(file), target)
    .replaceAll('\\', '/')
    .replace(/\.d\.ts$/, '.js')
  return path.startsWith('.') ? path : `./${path}`
}

/** What no entry leads to is not part of the package's types. */
function removeUnreachableTypes() {
  const reached = new Set()
  const visit = (file) => {
    if (reached.has(file)) return
    if (!existsSync(file)) throw new Error(`no declaration ${file}`)
    reached.add(file)
    for (const [, , name] of readFileSync(file, 'utf8').matchAll(specifier))
      if (name.startsWith('.')) visit(resolve(dirname(file), name.replace(/\.[jt]s$/, '.d.ts')))
  }
  for (const target of Object.values(manifest.exports ?? {})) if (target.types) visit(resolve(target.types))
  for (const file of declarations()) if (!reached.has(file)) rmSync(file)
  for (const folder of folders().reverse()) if (readdirSync(folder).length === 0) rmSync(folder, { recursive: true })
}

function declarations() {
  return entriesOf(dist)
    .filter((entry) => entry.isFile() && entry.name.endsWith('.d.ts'))
    .map((entry) => join(entry.parentPath, entry.name))
}

function folders() {
  return entriesOf(dist)
    .filter((entry) => entry.isDirectory())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
}

function entriesOf(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
}

function readJson(path) {
  return JSON.parse(readFileSync(path, 'utf8'))
}
