// docs/fidelity.md from the truth tables and the measured results of the runners' own JUnit writers.
// `node fidelity/docs.mjs --write` writes it; the peers are measured by `node fidelity/<runner>/own-junit.ts --write`.
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { runners as known } from '../packages/reporter-kit/src/runners.ts'

const here = import.meta.dirname
export const path = join(here, '../docs/fidelity.md')

/** The whole document, the same for the same tables. */
export async function render() {
  const tables = []
  for (const { name: runner, title } of known) {
    if (existsSync(join(here, runner, 'truth.ts'))) tables.push({ runner, title, suites: await suitesOf(runner) })
  }
  return `${[
    '# What Zephyr records',
    '',
    'What Zephyr must record of every kind of outcome, for each runner; held against what it would record, both ways: nothing missing, nothing extra.',
    '',
    'How to read it: each heading is one run of a torture suite by the real runner with the packed reporter, each row one test of it. `PASS` and `FAIL` are records; `omitted` is',
    'a test that did not run, left out and counted. A title in brackets stands for no test: a file that did not load, a hook, the run itself. Where versions differ, the newest one’s',
    'rows stand here. For each runner each run also accounts for the runner’s own numbers (recorded + left out = counted), every failure has a text, and the runner fails exactly',
    'when something recorded failed.',
    '',
    'The tables are data, `fidelity/<runner>/truth.ts`; `node fidelity/docs.mjs --write` makes this page of them. `npm test` runs the newest versions and some of the oldest,',
    '`npm run test:matrix` all of them.',
    '',
    '## Measured, beside the runners’ usual JUnit files',
    '',
    'The same suites, read as Zephyr reads them. A file that Zephyr refuses as a whole is compared as if somebody had cleaned it first. Older versions have',
    'fewer rows, for what they cannot do. On a heavily loaded machine Vitest 3.0 was seen with up to 8 `[unhandled error]` cases more in the suite of hooks; on a quiet one with none.',
    '',
    '| file | rows | recorded wrong or not at all | refused as a whole |',
    '|---|---|---|---|',
    ...tables.flatMap(({ runner, title }) => measuredRows(runner, title)),
    '',
    ...tables.flatMap(({ title, suites }) => [`## ${title}`, '', ...suites.flatMap(suiteTable)]),
  ].join('\n')}`
}

/** Jest's table depends on the version: the newest one's stands here. */
async function suitesOf(runner) {
  const truth = await import(join(here, runner, 'truth.ts'))
  if (truth.scenarios) {
    const { newest } = await import(join(here, runner, `${runner}.ts`))
    return truth.scenarios(newest).map(({ name, rows }) => ({ name, rows }))
  }
  return Object.entries({ ...truth.suites, ...truth.modes }).map(([name, rows]) => ({ name, rows }))
}

/** What was measured, by `matrix.mjs --write` and `own-junit.ts --write`; a table that has grown since says so by its number of rows. */
function measuredRows(runner, title) {
  const ours = readJson(join(here, 'measured.json'))?.[runner] ?? []
  const peer = readJson(join(here, runner, 'own-junit.json'))
  const rows = ours.map((row) => ({ ...row, writer: `@zephyr-reporters/${runner}, ${row.runner}, Node ${row.node}` }))
  if (peer) rows.push({ ...peer, wrong: peer.wrong.length })
  if (rows.length === 0) return [`| ${title} | not measured | | |`]
  return rows.map(
    (row) => `| ${row.writer} | ${row.rows} | ${row.wrong} | ${row.refused?.map(cell).join('; ') || '–'} |`,
  )
}

const readJson = (file) => (existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined)

function suiteTable({ name, rows }) {
  return [
    `### ${cell(name)}`,
    '',
    '| kind | package | test case | Zephyr records | why |',
    '|---|---|---|---|---|',
    ...rows.map(
      (row) => `| ${[row.kind, row.packageName, shown(row.name), row.status, row.why ?? ''].map(cell).join(' | ')} |`,
    ),
    '',
  ]
}

const shown = (name) => (name.length > 80 ? `${name.slice(0, 60)} … ${name.slice(-14)}` : name)
const cell = (text) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('|', '\\|').replaceAll('\n', ' ')

if (process.argv[1] === import.meta.filename) {
  if (process.argv.includes('--write')) writeFileSync(path, await render())
  else process.stdout.write(await render())
}
