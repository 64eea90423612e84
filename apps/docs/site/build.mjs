// `npm run site`: the documentation site, from the pages that the repository has anyway, and the API reference from the
// docstrings. Needs the packages built. Leaves it in `.vitepress/dist`; a dead link fails.
import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { pages, root, textOf } from '../src/snippets.ts'
import { reference } from './reference.mjs'

const here = import.meta.dirname
const staged = join(here, 'pages')

rmSync(staged, { recursive: true, force: true })
for (const page of pages()) write(page.replace(/README\.md$/, 'index.md'), linked(textOf(page)))
cpSync(join(root, 'docs/public'), join(staged, 'docs/public'), { recursive: true })
await reference(join(staged, 'api'))

const { status } = spawnSync(join(here, 'node_modules/.bin/vitepress'), ['build', here, ...process.argv.slice(2)], {
  stdio: 'inherit',
  shell: process.platform === 'win32',
})
process.exitCode = status ?? 1

function write(page, text) {
  const path = join(staged, page)
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, text)
}

/** A README is its folder's index on the site; a licence is none of its pages. */
function linked(text) {
  return text
    .replace(/\]\(((?:[\w.-]+\/)*)README\.md(#[\w-]+)?\)/g, (_, folder, anchor = '') => `](${folder}index.md${anchor})`)
    .replace(/\[([^\]]+)\]\((?:\.\.\/)*LICENSE\)/g, '$1')
}
