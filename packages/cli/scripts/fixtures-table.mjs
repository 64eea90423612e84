// The table in test/fixtures/README.md: each folder's tool and tests, and what Zephyr would make of its files as they
// are. `pnpm run docs` writes it, a test holds it true.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ResultFileError, recordsOf } from '@zephyr-reporters/parser-template'

export const fixtures = join(import.meta.dirname, '../test/fixtures')
export const path = join(fixtures, 'README.md')
const marks = /(<!-- table -->\n).*(<!-- \/table -->)/s

/** The page with its table written anew. */
export async function content() {
  const rows = ['| folder | tool | tests | failed | did not run | as it is |', '|---|---|---|---|---|---|']
  for (const folder of folders()) rows.push(await rowOf(folder))
  const page = readFileSync(path, 'utf8')
  if (!marks.test(page)) throw new Error(`${path} has lost its <!-- table --> marks`)
  return page.replace(marks, (_, open, close) => `${open}${rows.join('\n')}\n${close}`)
}

export const folders = () =>
  readdirSync(fixtures, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort()

async function rowOf(folder) {
  const { tool, passed, failed, notRun } = JSON.parse(readFileSync(join(fixtures, folder, 'verdict.json'), 'utf8'))
  const total = passed.length + failed.length + notRun.length
  return `| ${folder} | ${tool} | ${total} | ${failed.length} | ${notRun.length} | ${await asItIs(join(fixtures, folder))} |`
}

/** What Zephyr would record of the tool's own files. */
async function asItIs(folder) {
  const statuses = []
  try {
    for (const file of readdirSync(folder).filter((name) => name.endsWith('.xml')))
      for await (const { status } of recordsOf(join(folder, file))) statuses.push(status)
  } catch (error) {
    if (error instanceof ResultFileError) return 'refused whole'
    throw error
  }
  return `${statuses.length} records, ${statuses.filter((status) => status === 'FAIL').length} of them FAIL`
}

if (process.argv[2] === '--write') writeFileSync(path, await content())
