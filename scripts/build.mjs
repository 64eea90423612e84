// Builds the package in the working directory: `node ../../scripts/build.mjs`.
// Types come from tsc; JavaScript from rolldown, which puts a package's modules into few files (each file costs time where
// the runner loads it) and copies in what the sources import of their devDependencies: private workspace packages, which
// npm does not have, and libraries of which little is used (docs/decisions/bundling.md).
import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { isBuiltin } from 'node:module'
import { basename, dirname, join, relative, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { rolldown } from 'rolldown'
import { writeBillOfMaterials } from './bill-of-materials.mjs'
import { cheapBuiltins } from './builtins.mjs'

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
  await declareForRequire()
}

function tsc(emit) {
  const { status } = spawnSync('tsc', ['-p', '.', emit], { stdio: 'inherit', shell: process.platform === 'win32' })
  if (status !== 0) process.exit(status ?? 1)
}

async function bundle() {
  const together = loadedTogether()
  const build = await rolldown({
    input: entries(),
    platform: 'node',
    resolve: { conditionNames: ['development', 'import', 'node', 'default'] },
    external: (name) => !/^[./]|^\w:/.test(name) && !isInlined(name),
    plugins: [cheapBuiltins(), together.plugin],
    onLog(level, log) {
      if (level === 'warn') throw new Error(log.message)
    },
  })
  const written = await build.write({
    dir: dist,
    format: 'es',
    entryFileNames: '[name].js',
    chunkFileNames: '[name].js',
    codeSplitting: { groups: together.groups },
    // A user reads these files in a stack trace: names and lines stay.
    minify: false,
  })
  await build.close()
  writeBillOfMaterials(dist, manifest, written.output)
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

/**
 * What a runner's start loads goes into one file, and what is loaded behind it into a second one: what the modules named
 * below import, but not what they only import late. The others stay apart, as rolldown has them.
 */
function loadedTogether() {
  const roots = { start: ['report', 'reporter/session'], end: ['reporter/end'] }
  const groupOf = new Map()
  return {
    groups: Object.keys(roots).map((name) => ({ name, test: (id) => groupOf.get(id) === name })),
    plugin: {
      name: 'loaded-together',
      buildEnd() {
        const visit = (id, group) => {
          const module = this.getModuleInfo(id)
          if (groupOf.has(id) || !module?.code) return
          groupOf.set(id, group)
          for (const imported of module.importedIds) visit(imported, group)
        }
        for (const [group, names] of Object.entries(roots))
          for (const name of names) visit(resolve('src', `${name}.ts`), group)
      },
    },
  }
}

function isInlined(name) {
  const own = /^(@[^/]+\/)?[^/]+/.exec(name)?.[0]
  const asDependency = { ...manifest.dependencies, ...manifest.peerDependencies }
  return own in { ...manifest.devDependencies } && !(own in asDependency)
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

/** A type of a package that a user of ours does not have would silently be `any`. */
function assertWithinReach(name, file) {
  const own = /^(@[^/]+\/)?[^/]+/.exec(name)?.[0]
  if (isBuiltin(name) || own in { ...manifest.dependencies, ...manifest.peerDependencies }) return
  throw new Error(`${relative(dist, file)} names a type of ${own}, which is no dependency of ${manifest.name}`)
}

/** What no entry leads to is not part of the package's types. */
function removeUnreachableTypes() {
  const reached = new Set()
  const visit = (file) => {
    if (reached.has(file)) return
    if (!existsSync(file)) throw new Error(`no declaration ${file}`)
    reached.add(file)
    // Examples in comments import too.
    const code = readFileSync(file, 'utf8').replace(/\/\*[\s\S]*?\*\//g, '')
    for (const [, , name] of code.matchAll(specifier))
      if (!name.startsWith('.')) assertWithinReach(name, file)
      else visit(resolve(dirname(file), name.replace(/\.[jt]s$/, '.d.ts')))
  }
  for (const target of Object.values(manifest.exports ?? {})) if (target.types) visit(resolve(target.types))
  for (const file of declarations()) if (!reached.has(file)) rmSync(file)
  for (const folder of folders().reverse()) if (readdirSync(folder).length === 0) rmSync(folder, { recursive: true })
}

/**
 * For the `require` conditions that `publishConfig` names: a module that only hands ours on, and its types. Node needs
 * neither. But to TypeScript's `module: node16` a type of an ES module is out of reach of CommonJS unless a declaration for
 * CommonJS leads to it, which has to lie beside a module for CommonJS.
 */
async function declareForRequire() {
  for (const [subpath, { require: target }] of Object.entries(manifest.publishConfig?.exports ?? {})) {
    if (!target) continue
    const esm = resolve(manifest.publishConfig.exports[subpath].default)
    const module = `./${basename(esm)}`
    const values = Object.entries(await import(pathToFileURL(esm).href))
    writeFileSync(target.default, requiredModule(module, values))
    writeFileSync(target.types, requiredTypes(module, values, esm.replace(/js$/, 'd.ts')))
  }
}

/** Each name is spelled out, for tools that read a module for CommonJS without running it. */
function requiredModule(module, values) {
  // What Node hands to `require` is this export, and nothing beside it.
  if (isHandedWhole(values)) return `module.exports = require('${module}')\n`
  const names = values.map(([name]) => `exports.${name} = esm.${name}`)
  const mark = `Object.defineProperty(exports, '__esModule', { value: true })`
  return `${[`const esm = require('${module}')`, mark, ...names].join('\n')}\n`
}

function requiredTypes(module, values, declaration) {
  const from = (name) => `import('${module}', { with: { 'resolution-mode': 'import' } }).${name}`
  const declared = (name, value, local = name) => [
    `declare const ${local}: typeof ${from(name)}`,
    // A class is a type too; what is declared here hides the types of all.
    ...(isClass(value) ? [`type ${local} = ${from(name)}`] : []),
  ]
  const { default: main } = Object.fromEntries(values)
  const lines = isHandedWhole(values)
    ? [
        ...declared('default', main, 'exported'),
        `declare namespace exported {`,
        ...typeNames(declaration).map((name) => `  export type ${name} = ${from(name)}`),
        `}`,
        `export = exported`,
      ]
    : [
        `export type * from '${module}' with { 'resolution-mode': 'import' }`,
        ...values.flatMap(([name, value]) =>
          name === 'default'
            ? [...declared(name, value, 'exported'), 'export default exported']
            : [...declared(name, value), `export { ${name} }`],
        ),
      ]
  return `${lines.join('\n')}\n`
}

function isHandedWhole(values) {
  return values.some(([name]) => name === 'module.exports')
}

/** The names in `export type { A, B }`, `export interface A` and `export type A`. */
function typeNames(declaration) {
  const text = readFileSync(declaration, 'utf8')
  const lists = [...text.matchAll(/^export type \{ ([^}]+) \}/gm)].flatMap(([, names]) => names.split(/,\s*/))
  const single = [...text.matchAll(/^export (?:declare )?(?:interface|type) (\w+)/gm)].map(([, name]) => name)
  return [...lists, ...single]
}

function isClass(value) {
  return typeof value === 'function' && /^class\b/.test(Function.prototype.toString.call(value))
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
