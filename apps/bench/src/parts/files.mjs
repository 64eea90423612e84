import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { measure, round } from '../measure.mjs'
import { stage } from '../stage.mjs'

const fidelity = createRequire(join(import.meta.dirname, '../../../../fidelity/package.json'))
const nodes = {
  20: join(dirname(fidelity.resolve('node20/package.json')), 'bin/node'),
  24: process.execPath,
}
const main = () => join(stage(), 'node_modules/@zephyr-reporters/cli/dist/main.js')

/** Merging files of any origin: speed, and memory that does not grow with them. */
export async function merge() {
  const folder = mkdtempSync(join(tmpdir(), 'zephyr-bench-'))
  const rows = []
  for (const count of [50_000, 1_000_000]) {
    const inputs = inputsOf(folder, count)
    const size = inputs.reduce((sum, path) => sum + statSync(path).size, 0) / 1e6
    for (const [version, node] of Object.entries(nodes)) {
      const { wall, memory } = await run(['merge', ...inputs, '-o', join(folder, 'out.xml')], node)
      rows.push({
        Node: version,
        'test cases': count,
        'read MB': round(size, 1),
        s: round(wall / 1000, 2),
        'MB/s': round(size / (wall / 1000), 1),
        'peak MB': round(memory),
      })
    }
  }
  rmSync(folder, { recursive: true })
  const large = rows.filter((row) => row['test cases'] === 1_000_000)
  const growth = large.map((row) => row['peak MB'] / rows.find((small) => small.Node === row.Node)['peak MB'])
  return {
    title: 'zephyr-report merge, four files',
    rows,
    targets: [
      { what: 'memory, 1,000,000 x 50,000', value: round(Math.max(...growth), 2), most: 1.2 },
      { what: 'MB/s', value: Math.min(...large.map((row) => row['MB/s'])), least: 30 },
    ],
  }
}

/** What Zephyr would record of a million test cases, as a terminal shows it. */
export async function preview() {
  const folder = mkdtempSync(join(tmpdir(), 'zephyr-bench-'))
  const { wall, memory } = await run(['preview', ...inputsOf(folder, 1_000_000)], process.execPath)
  rmSync(folder, { recursive: true })
  return {
    title: 'zephyr-report preview of 1,000,000 test cases',
    rows: [{ s: round(wall / 1000, 2), 'peak MB': round(memory) }],
    targets: [{ what: 's', value: round(wall / 1000, 2), most: 10 }],
  }
}

async function run(args, node) {
  const sample = await measure([main(), ...args], { node })
  if (sample.status !== 0) throw new Error(`${args[0]} ended with ${sample.status}: ${sample.stderr}`)
  return sample
}

function inputsOf(folder, count, parts = 4) {
  return Array.from({ length: parts }, (_, part) => {
    const path = join(folder, `${count}-${part}.xml`)
    writeFileSync(path, junitFile(part, count / parts))
    return path
  })
}

function junitFile(part, count) {
  const lines = [
    `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites>\n<testsuite name="part ${part}" tests="${count}">`,
  ]
  for (let i = 0; i < count; i++) {
    const body =
      i % 20
        ? '/>'
        : '><failure message="expected 1 to be 2">expected 1 to be 2\n    at page.test.ts:12:3</failure></testcase>'
    lines.push(
      `<testcase classname="part${part}.area${i % 100}.page" name="section ${i % 7} &gt; case ${i}" time="0.012"${body}`,
    )
  }
  lines.push('</testsuite>\n</testsuites>\n')
  return lines.join('\n')
}
