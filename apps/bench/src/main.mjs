// `npm run bench`: every part; `npm run bench -- load merge` only the named parts. What was measured is kept in results/, and
// with `--no-write` only shown.
import { readFileSync, writeFileSync } from 'node:fs'
import { cpus, totalmem } from 'node:os'
import { join } from 'node:path'
import { firstByte, upload } from './parts/delivering.mjs'
import { jestMemory } from './parts/feeding.mjs'
import { merge, preview } from './parts/files.mjs'
import { install } from './parts/install.mjs'
import { load } from './parts/load.mjs'
import { names } from './parts/names.mjs'
import { running } from './parts/running.mjs'
import { isMet, writeReport } from './report.mjs'
import { installs, peers, runners } from './runners.mjs'

const byRunner = Object.fromEntries(Object.keys(runners).map((name) => [name, () => running(name)]))
const parts = {
  install,
  load,
  ...byRunner,
  'jest-memory': jestMemory,
  names,
  'first-byte': firstByte,
  upload,
  merge,
  preview,
}
const args = process.argv.slice(2).filter((name) => name !== '--')
const asked = args.filter((name) => name !== '--no-write')
const unknown = asked.filter((name) => !(name in parts))
if (unknown.length > 0) {
  console.error(`No benchmark ${unknown.join(', ')}. There are: ${Object.keys(parts).join(', ')}.`)
  process.exit(2)
}

const kept = join(import.meta.dirname, '../results/results.json')
const results = JSON.parse(readFileSync(kept, 'utf8'))
const machine = `${cpus().length} x ${cpus()[0]?.model ?? 'unknown'}, ${Math.round(totalmem() / 2 ** 30)} GB, ${process.platform} ${process.arch}`
console.log(`Node ${process.version}, ${machine}. Medians of runs in turn; lower is better where nothing else is said.`)
for (const name of asked.length > 0 ? asked : Object.keys(parts)) {
  const result = await parts[name]()
  console.log(`\n${name}: ${result.title}`)
  console.table(result.rows)
  for (const target of result.targets)
    console.log(`${isMet(target) ? 'met' : 'NOT MET'}: ${target.what} ${target.value}, ${limitOf(target)}`)
  results[name] = { ...result, measured: { on: new Date().toISOString().slice(0, 10), node: process.version, machine } }
}
if (!args.includes('--no-write')) {
  const ordered = Object.fromEntries(
    Object.keys(parts).flatMap((name) => (results[name] ? [[name, results[name]]] : [])),
  )
  writeFileSync(kept, `${JSON.stringify(ordered, null, 2)}\n`)
  writeReport(ordered, { ...installs, ...peers })
}

function limitOf({ most, least }) {
  return most === undefined ? `at least ${least}` : `at most ${most}`
}
