import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { expect, test } from 'vitest'

// Every public name with its type, package by package and subpath by subpath: `packages/<name>/api.txt`. A change shows up
// there, in review; `/internal` is for our own packages and changes as they do. `pnpm run docs` writes them anew.

const root = join(import.meta.dirname, '..')
const packages = ['packages', 'apps']
  .flatMap((parent) => readdirSync(join(root, parent)).map((name) => `${parent}/${name}`))
  .filter((folder) => existsSync(join(root, folder, 'package.json')))
  .filter((folder) => {
    const { private: isPrivate, exports } = manifestOf(folder)
    return !isPrivate && exports !== undefined
  })

test.each(packages)('%s: its API report is true; `pnpm run docs` writes it anew', async (folder) => {
  const { exports = {} } = manifestOf(folder)
  const entries = Object.entries(exports).flatMap(([subpath, target]) =>
    typeof target === 'object' && target.types && subpath !== './internal'
      ? [{ subpath, types: resolve(root, folder, target.types) }]
      : [],
  )
  const parts = entries.map(({ subpath, types }) => {
    const names = [...namesOf(types)].sort(([one], [other]) => (one < other ? -1 : 1))
    return `== ${subpath}\n\n${names.map(([name, text]) => `${name}\n${indented(text)}`).join('\n\n')}\n`
  })
  await expect(parts.join('\n')).toMatchFileSnapshot(join(root, folder, 'api.txt'))
})

function manifestOf(folder: string): { private?: boolean; exports?: Record<string, { types?: string } | string> } {
  return JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'))
}

/** The exported names of a declaration file and of those that it exports from, each with its declaration. */
function namesOf(file: string): Map<string, string> {
  const local = new Map<string, string>()
  const statements = statementsOf(file)
  for (const statement of statements)
    for (const [name, text] of localNames(statement)) local.set(name, joined(local.get(name), text))
  return new Map(statements.flatMap((statement) => exportedNames(statement, file, local)))
}

const declaration =
  /^(export )?(default )?(?:declare )?(?:abstract )?(?:class|interface|type|function|const) (?<name>\w+)/

/** What a statement makes known within its file. */
function localNames(statement: string): [string, string][] {
  const [, list, from] = /^import (?:type )?\{(.*)\} from '(.+)'/s.exec(statement) ?? []
  if (from !== undefined) return listed(list).map(({ name }) => [name, `from '${from}'`])
  const name = declaration.exec(statement)?.groups?.name
  return name === undefined ? [] : [[name, statement]]
}

function exportedNames(statement: string, file: string, local: Map<string, string>): [string, string][] {
  const all = /^export (?:type )?\* from '(.+)'/.exec(statement)
  if (all) return [...namesOf(beside(file, all[1]))]
  const some = /^export (?:type )?\{(.*)\}(?: from '(.+)')?/s.exec(statement)
  if (some) {
    const known = some[2]?.startsWith('.') ? namesOf(beside(file, some[2])) : local
    return listed(some[1]).map(({ own, name }) => [name, known.get(own) ?? `from '${some[2]}'`])
  }
  const byName = /^export default (\w+);$/.exec(statement)?.[1]
  if (byName) return [['default', local.get(byName) ?? byName]]
  const [, exported, isDefault, name = ''] = declaration.exec(statement) ?? []
  return exported ? [[isDefault ? 'default' : name, local.get(name) ?? statement]] : []
}

/** Overloads of one function, and an interface and a value of one name, stand below each other. */
function joined(before: string | undefined, statement: string): string {
  return before === undefined ? statement : `${before}\n${statement}`
}

function listed(text = ''): { own: string; name: string }[] {
  return text
    .split(',')
    .map((part) => part.replace('type ', '').trim())
    .filter((part) => part !== '')
    .map((part) => part.split(' as '))
    .map(([own = '', name = own]) => ({ own, name }))
}

/** As tsc writes them: a statement begins at the line's start, and whatever is indented or closes it belongs to it. */
function statementsOf(file: string): string[] {
  const text = readFileSync(file, 'utf8').replace(/^[ \t]*\/\*[\s\S]*?\*\/\n|^\/\/.*\n/gm, '')
  const statements: string[] = []
  for (const line of text.split('\n')) {
    if (/^[\s}\])]/.test(line) && statements.length > 0) statements[statements.length - 1] += `\n${line}`
    else if (line !== '') statements.push(line)
  }
  return statements.map((statement) => statement.replaceAll(/^\s*\n/gm, '').trimEnd())
}

function beside(file: string, specifier = ''): string {
  return resolve(dirname(file), specifier.replace(/\.js$/, '.d.ts'))
}

function indented(text: string): string {
  return text.replaceAll(/^/gm, '    ')
}
