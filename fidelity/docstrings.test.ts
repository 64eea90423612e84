import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import ts from 'typescript-5'
import { expect, test } from 'vitest'

// Every name that users of a package can import says what it is.

const packages = fileURLToPath(new URL('../packages/', import.meta.url))

/** The source files that the published packages' `exports` lead to, by package. */
function entries(): [name: string, sources: string[]][] {
  return readdirSync(packages).flatMap((folder): [string, string[]][] => {
    const path = join(packages, folder, 'package.json')
    if (!existsSync(path)) return []
    const { name, private: isPrivate, exports = {} } = JSON.parse(readFileSync(path, 'utf8'))
    const sources = Object.values<{ development?: string }>(exports).flatMap(({ development }) => development ?? [])
    return isPrivate || sources.length === 0 ? [] : [[name, sources.map((source) => join(packages, folder, source))]]
  })
}

/** One for all packages: what they have in common is read once. */
function programOf(sources: readonly string[]): ts.Program {
  return ts.createProgram(sources, {
    module: ts.ModuleKind.NodeNext,
    target: ts.ScriptTarget.ES2022,
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    customConditions: ['development'],
    types: ['node'],
    typeRoots: [join(packages, '../node_modules/@types')],
  })
}

function undocumented(program: ts.Program, sources: readonly string[]): string[] {
  const checker = program.getTypeChecker()
  const isDocumented = (symbol: ts.Symbol) =>
    symbol.getDocumentationComment(checker).length > 0 || symbol.getJsDocTags(checker).length > 0
  return sources.flatMap((source) => {
    const file = program.getSourceFile(source)
    const module = file && checker.getSymbolAtLocation(file)
    if (!module) throw new Error(`${source} is no module`)
    return checker.getExportsOfModule(module).flatMap((exported) => {
      const target = exported.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(exported) : exported
      return isDocumented(target) || isDocumented(exported) ? [] : [exported.name]
    })
  })
}

const all = entries()
const program = programOf(all.flatMap(([, sources]) => sources))

test.each(all)('%s', (_, sources) => {
  expect([...new Set(undocumented(program, sources))]).toEqual([])
})
