import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { compare, measure, round } from '../measure.mjs'
import { commandLine } from '../stage.mjs'

const fidelity = createRequire(join(import.meta.dirname, '../../../../fidelity/package.json'))
const nodes = {
  20: join(dirname(fidelity.resolve('node20/package.json')), 'bin/node'),
  24: process.execPath,
}
const main = () => join(commandLine(), 'node_modules/@zephyr-reporters/cli/dist/main.js')

/**
 * Merging files of any origin: speed, and memory that does not grow with them. CPU is that of V8's helper
 * threads too: a busy machine's clock says less than its ratio does.
 */
export async function merge() {
  const folder = mkdtempSync(join(tmpdir(), 'zephyr-bench-'))
  const sizes = {}
  const variants = {}
  for (const count of [50_000, 1_000_000]) {
    const inputs = inputsOf(folder, count)
    sizes[count] = inputs.reduce((sum, path) => sum + statSync(path).size, 0) / 1e6
    for (const [version, node] of Object.entries(nodes))
      variants[`${version} ${count}`] = () => run(['merge', ...inputs, '-o', join(folder, 'out.xml')], node)
  }
  const found = await compare(variants, 3)
  rmSync(folder, { recursive: true })
  const rows = Object.entries(found).map(([name, { cpu, wall, memory }]) => {
    const [version, count] = name.split(' ')
    return {
      Node: version,
      'test cases': Number(count),
      'read MB': round(sizes[count], 1),
      'CPU s': round(cpu / 1000, 2),
      s: round(wall / 1000, 2),
      'MB/s': round(sizes[count] / (wall / 1000), 1),
      'peak MB': round(memory),
    }
  })
  const large = rows.filter((row) => row['test cases'] === 1_000_000)
  const targets = large.flatMap((row) => {
    const small = rows.find((other) => other.Node === row.Node && other['test cases'] === 50_000)
    return [
      {
        what: `Node ${row.Node}: memory, 1,000,000 x 50,000`,
        value: round(row['peak MB'] / small['peak MB'], 2),
        most: 1.2,
      },
      { what: `Node ${row.Node}: MB/s`, value: row['MB/s'], least: 30 },
    ]
  })
  return {
    title: 'zephyr-report merge, four files, medians of 3 runs',
    note: 'What grows: 13 MB for the hashes of a million names, by which names that stand twice are found in one reading, and what V8 adds for new objects in a longer run. Without that (`--max-semi-space-size=1`) Node 20 takes 1.22 times, Node 24 1.31 times.',
    rows,
    targets,
  }
}

/** What Zephyr would record of a million test cases, as lines of a terminal. */
export async function preview() {
  const folder = mkdtempSync(join(tmpdir(), 'zephyr-bench-'))
  const inputs = inputsOf(folder, 1_000_000)
  const { lines } = await compare({ lines: () => run(['preview', ...inputs], process.execPath) }, 3)
  rmSync(folder, { recursive: true })
  const s = round(lines.wall / 1000, 2)
  return {
    title: 'zephyr-report preview of 1,000,000 test cases, medians of 3 runs',
    rows: [{ s, 'CPU s': round(lines.cpu / 1000, 2), 'peak MB': round(lines.memory) }],
    targets: [{ what: 's', value: s, most: 10 }],
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
