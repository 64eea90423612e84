import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { measure, round, table } from './measure.mjs'

const require = createRequire(import.meta.url)
const cli = join(dirname(require.resolve('@zephyr-reporters/cli/package.json')), 'dist/main.js')

export function merging() {
  const folder = mkdtempSync(join(tmpdir(), 'zephyr-bench-'))
  const rows = [10_000, 1_000_000].map((count) => {
    const parts = 4
    const inputs = Array.from({ length: parts }, (_, part) => {
      const path = join(folder, `${count}-${part}.xml`)
      writeFileSync(path, junitFile(part, count / parts))
      return path
    })
    const { wall, memory, status, stderr } = measure([cli, 'merge', ...inputs, '-o', join(folder, 'out.xml')])
    if (status !== 0) throw new Error(`merge ended with ${status}: ${stderr}`)
    const size = inputs.reduce((sum, path) => sum + statSync(path).size, 0) / 1e6
    return {
      'test cases': count,
      files: parts,
      'read MB': round(size, 1),
      'wall s': round(wall / 1000, 1),
      'MB/s': round(size / (wall / 1000), 1),
      'peak MB': round(memory),
    }
  })
  rmSync(folder, { recursive: true })
  table('zephyr-report merge', rows)
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
