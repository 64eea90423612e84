import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { measure, round, table } from './measure.mjs'

// The writer alone: tests come from a generator, so that all memory seen is the writer's and the naming's.
const script = (file, count) => `
import { writeResultFile } from '@zephyr-reporters/core'
const tests = { *[Symbol.iterator]() {
  for (let i = 0; i < ${count}; i++) yield {
    file: '/suite/tests/area' + (i % 100) + '/page.test.ts', titles: ['page', 'section ' + (i % 7), 'case ' + i], position: [i],
    outcome: i % 20 ? 'passed' : 'failed', duration: 12,
    failures: i % 20 ? [] : [{ message: 'expected 1 to be 2', type: 'AssertionError', text: 'expected 1 to be 2\\n    at page.test.ts:12:3' }],
  }
} }
writeResultFile(${JSON.stringify(file)}, { runner: 'bench', root: '/suite', startedAt: new Date(0), tests }, {})`

export function writing() {
  const folder = mkdtempSync(join(tmpdir(), 'zephyr-bench-'))
  const cwd = new URL('..', import.meta.url)
  const rows = [0, 10_000, 100_000, 1_000_000].map((count) => {
    const file = join(folder, `${count}.xml`)
    const { wall, memory } = measure(['--input-type=module', '-e', script(file, count)], { cwd })
    return {
      'test cases': count,
      'wall ms': round(wall),
      'peak MB': round(memory),
      'file MB': round(statSync(file).size / 1e6, 1),
    }
  })
  rmSync(folder, { recursive: true })
  table('Writing a result file', rows)
}
