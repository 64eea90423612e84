import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The repository's root. */
export const root = fileURLToPath(new URL('../../..', import.meta.url))

/** One fenced block of a Markdown page. */
export interface Snippet {
  /** The page, from the root: `docs/ci/gitlab.md`. */
  page: string
  /** The line of the opening fence, from 1. */
  line: number
  /** `sh`, `ts`, `yaml`, … as it stands behind the fence. */
  language: string
  /** The file that the reader is to write, from `[name]` behind the language. */
  file?: string
  code: string
  /** Why no test runs it, from `<!-- not run: reason -->` in the line above the fence. */
  notRun?: string
}

/** Every page that a user reads: the root's, the packages' and the ones in `docs/`, from the root. */
export function pages(): string[] {
  const packages = ['packages', 'apps', 'examples'].flatMap((folder) =>
    namesIn(folder).map((name) => `${folder}/${name}/README.md`),
  )
  const top = readdirSync(root).filter((name) => name.endsWith('.md'))
  const docs = readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md') && !name.startsWith('api/'))
    .map((name) => `docs/${name.replaceAll('\\', '/')}`)
  const inside = ['fidelity', 'apps/bench/results', 'packages/cli/test/fixtures'].map((folder) => `${folder}/README.md`)
  return [...top, ...packages, ...inside, ...docs].filter((page) => existsSync(join(root, page))).sort()
}

export function textOf(page: string): string {
  return readFileSync(join(root, page), 'utf8')
}

/** The fenced blocks of a page, in order. */
export function snippetsOf(page: string, text = textOf(page)): Snippet[] {
  const found: Snippet[] = []
  const lines = text.split('\n')
  for (let at = 0; at < lines.length; at++) {
    const open = /^( *)(`{3,}|~{3,})(.*)$/.exec(lines[at] ?? '')
    if (!open) continue
    const [, indent = '', fence = '', info = ''] = open
    const end = lines.findIndex((line, index) => index > at && line.trim() === fence)
    if (end < 0) throw new Error(`${page}:${at + 1}: the fence is never closed`)
    const code = lines.slice(at + 1, end).map((line) => line.slice(indent.length))
    found.push({ page, line: at + 1, code: `${code.join('\n')}\n`, ...described(info), ...reasonAbove(lines, at) })
    at = end
  }
  return found
}

export function allSnippets(): Snippet[] {
  return pages().flatMap((page) => snippetsOf(page))
}

/** How a test names a snippet: clickable in a terminal. */
export function placeOf({ page, line, language, file }: Snippet): string {
  return `${page}:${line} (${file ?? language})`
}

function described(info: string): Pick<Snippet, 'language' | 'file'> {
  const [, language = '', file] = /^\s*([\w-]*)\s*(?:\[(.+)\])?/.exec(info) ?? []
  return file === undefined ? { language } : { language, file }
}

function reasonAbove(lines: string[], at: number): Pick<Snippet, 'notRun'> {
  const [, reason] = /<!-- not run: (.+) -->/.exec(lines[at - 1] ?? '') ?? []
  return reason === undefined ? {} : { notRun: reason }
}

function namesIn(folder: string): string[] {
  const path = join(root, folder)
  return existsSync(path) ? readdirSync(path) : []
}

/** A path as pages write it. */
export function fromRoot(path: string): string {
  return relative(root, path).replaceAll('\\', '/')
}
