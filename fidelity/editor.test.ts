import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import ts from 'typescript-5'
import { afterAll, describe, expect, test } from 'vitest'
import { optionNames, options } from '../packages/core/src/index.ts'

// What an editor shows in a runner's configuration: asked of TypeScript's language service, as an editor asks it.

const root = realpathSync(mkdtempSync(join(tmpdir(), 'zephyr-editor-')))
afterAll(() => rmSync(root, { recursive: true }))

/** A project with our packages and the runners installed; `|` marks the cursor. */
interface Project {
  files: Record<string, string>
  /** The one that is open. */
  open: string
  compiler: ts.CompilerOptions
}

const { NodeNext, Node16, ESNext, CommonJS } = ts.ModuleKind
const [bundler, node10] = [ts.ModuleResolutionKind.Bundler, ts.ModuleResolutionKind.Node10]
const esm = '{ "type": "module" }'
const cjs = '{ "type": "commonjs" }'
const jest = (options: string) =>
  `import { zephyr } from '@zephyr-reporters/jest'\nexport default { reporters: ['default', zephyr({ ${options} })] }\n`
const jestCommon = (options: string) =>
  `const { zephyr } = require('@zephyr-reporters/jest')\nmodule.exports = { reporters: ['default', zephyr({ ${options} })] }\n`
const vitest = (options: string) =>
  `import { defineConfig } from 'vitest/config'\nimport { zephyr } from '@zephyr-reporters/vitest'\nexport default defineConfig({ test: { reporters: ['default', zephyr({ ${options} })] } })\n`
const playwright = (options: string) =>
  `import { defineConfig } from '@playwright/test'\nimport { zephyr } from '@zephyr-reporters/playwright'\nexport default defineConfig({ reporter: [['list'], zephyr({ ${options} })] })\n`
const zephyrConfig = (options: string) =>
  `import type { ZephyrConfig } from '@zephyr-reporters/core'\nexport default { ${options} } satisfies ZephyrConfig\n`

type Written = (options: string) => Project
const project =
  (open: string, manifest: string, write: (options: string) => string, compiler: ts.CompilerOptions): Written =>
  (options) => ({ files: { 'package.json': manifest, [open]: write(options) }, open, compiler })

const projects: Record<string, Written> = {
  'jest.config.ts, ES module': project('jest.config.ts', esm, jest, { module: NodeNext }),
  'jest.config.ts, CommonJS by nodenext': project('jest.config.ts', cjs, jest, { module: NodeNext }),
  'jest.config.mjs': project('jest.config.mjs', cjs, jest, { module: Node16, allowJs: true, checkJs: true }),
  'jest.config.js, CommonJS': project('jest.config.js', cjs, jestCommon, {
    module: NodeNext,
    allowJs: true,
    checkJs: true,
  }),
  'jest.config.js, CommonJS by a bundler': project('jest.config.js', cjs, jestCommon, {
    module: ESNext,
    moduleResolution: bundler,
    allowJs: true,
    checkJs: true,
  }),
  'jest.config.ts by the oldest resolution': project('jest.config.ts', cjs, jest, {
    module: CommonJS,
    moduleResolution: node10,
  }),
  'vitest.config.ts, ES module': project('vitest.config.ts', esm, vitest, { module: NodeNext }),
  'vitest.config.ts by a bundler': project('vitest.config.ts', esm, vitest, {
    module: ESNext,
    moduleResolution: bundler,
  }),
  'playwright.config.ts, ES module': project('playwright.config.ts', esm, playwright, { module: NodeNext }),
  'playwright.config.ts by a bundler': project('playwright.config.ts', cjs, playwright, {
    module: ESNext,
    moduleResolution: bundler,
  }),
  'zephyr.config.ts': project('zephyr.config.ts', esm, zephyrConfig, { module: NodeNext }),
}

const packages = fileURLToPath(new URL('../packages/', import.meta.url))
const installed: Record<string, string> = {
  '@zephyr-reporters/core': join(packages, 'core'),
  '@zephyr-reporters/jest': join(packages, 'jest'),
  '@zephyr-reporters/vitest': join(packages, 'vitest'),
  '@zephyr-reporters/playwright': join(packages, 'playwright'),
  '@playwright/test': folderOf('playwright', '@playwright/test'),
  vitest: folderOf('vitest', 'vitest'),
}

/** Where a package has its dependency. */
function folderOf(owner: string, name: string): string {
  return dirname(createRequire(join(packages, owner, 'package.json')).resolve(`${name}/package.json`))
}

/** Source files of libraries are read once for all projects. */
const registry = ts.createDocumentRegistry()
let count = 0

/** An editor with the project open; each call writes the configuration with other options. */
function editor(written: Written) {
  const { files, open, compiler } = written('')
  const folder = join(root, String(count++))
  mkdirSync(folder)
  for (const [path, content] of Object.entries(files)) writeFileSync(join(folder, path), content)
  for (const [path, target] of Object.entries(installed)) {
    mkdirSync(dirname(join(folder, 'node_modules', path)), { recursive: true })
    symlinkSync(target, join(folder, 'node_modules', path), 'junction')
  }
  const file = join(folder, open)
  let content = ''
  let version = 0
  const settings: ts.CompilerOptions = {
    target: ts.ScriptTarget.ES2022,
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    types: ['node'],
    typeRoots: [join(packages, '../node_modules/@types')],
    ...compiler,
  }
  const host: ts.LanguageServiceHost = {
    ...ts.sys,
    getCompilationSettings: () => settings,
    getScriptFileNames: () => [file],
    getScriptVersion: (path) => (path === file ? String(version) : '1'),
    getScriptSnapshot: (path) => {
      const source = path === file ? content : ts.sys.readFile(path)
      return source === undefined ? undefined : ts.ScriptSnapshot.fromString(source)
    },
    getCurrentDirectory: () => folder,
    getDefaultLibFileName: ts.getDefaultLibFilePath,
    useCaseSensitiveFileNames: () => ts.sys.useCaseSensitiveFileNames,
  }
  const service = ts.createLanguageService(host, registry)
  return (options: string) => {
    const source = written(options).files[open] ?? ''
    content = source.replace('|', '')
    version++
    return { service, file, content, cursor: source.indexOf('|') }
  }
}

const text = (parts: readonly ts.SymbolDisplayPart[] | undefined) => ts.displayPartsToString([...(parts ?? [])])

/** An option with a value that is right. */
const sample = (name: keyof typeof options) => `${name}: ${options[name].example}`
const secrets = ['token', 'password']

describe.each(Object.entries(projects))('%s', (title, written) => {
  const names = optionNames.filter((name) => title !== 'zephyr.config.ts' || !secrets.includes(name))
  const open = editor(written)
  const errors = (options: string) => {
    const { service, file } = open(options)
    return [...service.getSyntacticDiagnostics(file), ...service.getSemanticDiagnostics(file)].map(({ messageText }) =>
      ts.flattenDiagnosticMessageText(messageText, ' '),
    )
  }

  test('every option with its example compiles', () => {
    expect(errors(names.map(sample).join(', '))).toEqual([])
  })

  test('values of another kind do not, nor does an option that does not exist', () => {
    const wrong = [
      'projectId: true',
      'strict: []',
      "skipped: 'hide'",
      "attachments: 'some'",
      'timeout: true',
      'jobName: {}',
    ]
    expect(errors(wrong.join(', '))).toHaveLength(wrong.length)
    expect(errors('jobNam: 1')).toEqual([expect.stringContaining('jobName')])
  })

  test('every option shows meaning, variable, default and an example on hover', () => {
    const { service, file, content } = open(names.map(sample).join(', '))
    for (const name of names) {
      const at = content.indexOf(`${name}: `)
      const info = service.getQuickInfoAtPosition(file, at)
      const tags = Object.fromEntries((info?.tags ?? []).map((tag) => [tag.name, text(tag.text)]))
      const { meaning, variable, example } = options[name]
      expect([name, text(info?.documentation).replace(/\s+/g, ' ')]).toEqual([name, expect.stringContaining(meaning)])
      expect(text(info?.documentation)).toContain(`\`${variable}\``)
      expect([name, tags]).toEqual([
        name,
        expect.objectContaining({ default: expect.stringMatching(/\S/), example: `${name}: ${example}` }),
      ])
    }
  })

  test('options and their words complete', () => {
    const inside = open('|')
    const entries = inside.service.getCompletionsAtPosition(inside.file, inside.cursor, {})?.entries ?? []
    expect(entries.map(({ name }) => name)).toEqual(expect.arrayContaining(names))
    const word = open("skipped: '|'")
    const words = word.service.getCompletionsAtPosition(word.file, word.cursor, {})?.entries ?? []
    expect(words.map(({ name }) => name).sort()).toEqual(['include', 'omit'])
  })
})
