import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { environment } from './delivery/world.ts'
import { temporaryFolder } from './folder.ts'

// What writes the result file is loaded behind the start: what an exit leaves before and after that.

const built = new URL('../dist/report.js', import.meta.url).href
const exiting = (waits: string) => `
import { startReport } from '${built}'
const [root] = process.argv.slice(1)
const test = { file: root + '/a.test.js', titles: ['t'], position: [0], outcome: 'failed', duration: 1, failures: [] }
const run = () => ({ runner: 'jest', root, startedAt: new Date(0), tests: [test] })
const report = await startReport({ runner: 'jest', run, cwd: root })
${waits}
process.exit()`

test.each([
  { when: 'once it is loaded', waits: 'await report.ready', isThere: true, line: 'What ran is in' },
  { when: 'before it is loaded', waits: '', isThere: false, line: 'was interrupted at its start: nothing is sent' },
])('an exit midway, $when', ({ waits, isThere, line }) => {
  const folder = temporaryFolder()
  const { stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', exiting(waits), folder], {
    cwd: folder,
    env: { ...process.env, ...environment('http://127.0.0.1:9') },
    encoding: 'utf8',
  })
  expect(stderr).toContain(line)
  expect(existsSync(join(folder, 'zephyr-results/jest.xml'))).toBe(isThere)
})
