import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { measure, round } from '../measure.mjs'
import { stage } from '../stage.mjs'

// Naming and writing alone: tests come from a generator, so that all time and memory seen is that of names and file.
const script = (file, count) => `
import { writeResultFile } from '@zephyr-reporters/core'
const tests = { *[Symbol.iterator]() {
  for (let i = 0; i < ${count}; i++) yield {
    file: '/suite/tests/area' + (i % 100) + '/page.test.ts', titles: ['page', 'section ' + (i % 7), 'case ' + i], position: [i],
    outcome: i % 20 ? 'passed' : 'failed', duration: 12,
    failures: i % 20 ? [] : [{ message: 'expected 1 to be 2', type: 'AssertionError', text: 'expected 1 to be 2\\n    at page.test.ts:12:3' }],
  }
} }
const started = performance.now()
await writeResultFile(${JSON.stringify(file)}, { runner: 'bench', root: '/suite', startedAt: new Date(0), tests }, {})
console.log(performance.now() - started)`

export async function names() {
  const folder = mkdtempSync(join(tmpdir(), 'zephyr-bench-'))
  const rows = []
  for (const count of [10_000, 100_000, 1_000_000]) {
    const file = join(folder, `${count}.xml`)
    const { stdout, memory } = await measure(['--input-type=module', '-e', script(file, count)], { cwd: stage() })
    const ms = Number(stdout)
    rows.push({
      'test cases': count,
      ms: round(ms),
      'µs a case': round((ms * 1000) / count, 1),
      'peak MB': round(memory),
      'file MB': round(statSync(file).size / 1e6, 1),
    })
  }
  rmSync(folder, { recursive: true })
  const [small, , large] = rows
  return {
    title: 'Naming and writing a result file',
    rows,
    // Ten thousand are still being compiled: linear is when a million take no longer each.
    targets: [
      { what: 'µs a case, 1,000,000 x 10,000', value: round(large['µs a case'] / small['µs a case'], 2), most: 1.2 },
    ],
  }
}
