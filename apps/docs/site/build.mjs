// `npm run site`: the documentation site, from the pages that the repository has anyway, and the API reference from the
// docstrings. Needs the packages built. Leaves it in `.vitepress/dist`; a dead link fails.
import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, posix } from 'node:path'
import { pages, root, textOf } from '../src/snippets.ts'
import { reference } from './reference.mjs'

const here = import.meta.dirname
const staged = join(here, 'pages')

rmSync(staged, { recursive: true, force: true })
for (const page of pages()) {
  write(page.replace(/README\.md$/, 'index.md'), linked(textOf(page)))
  for (const picture of picturesOf(page)) cpSync(join(root, picture), join(staged, picture))
}
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

/** The repository's pictures that a page shows, from the root. */
function picturesOf(page) {
  return Array.from(textOf(page).matchAll(/!\[[^\]]*\]\((?![a-z]+:)([^)\s]+)\)/g), ([, link]) =>
    posix.join(posix.dirname(page), link),
  )
}

/** A README is its folder's index on the site; a licence is none of its pages. */
function linked(text) {
  return text
    .replace(/\]\(((?:[\w.-]+\/)*)README\.md(#[\w-]+)?\)/g, (_, folder, anchor = '') => `](${folder}index.md${anchor})`)
    .replace(/\[([^\]]+)\]\((?:\.\.\/)*LICENSE\)/g, '$1')
}
