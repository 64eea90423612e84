import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { writeResultFile } from '@zephyr-reporters/core'
import { expect, test } from 'vitest'
import { temporaryFolder } from '../folder.ts'

const empty = (root: string) => ({ runner: 'jest', root, startedAt: new Date(0), tests: [] })

test('makes the folders that are missing', () => {
  const folder = temporaryFolder()
  const path = join(folder, 'a/b/c/jest.xml')
  writeResultFile(path, empty(folder))
  expect(existsSync(path)).toBe(true)
})

// In a process of its own, for what this guards against never returns.
test.runIf(existsSync('/proc/self'))('a folder that cannot be made is told at once', () => {
  const core = import.meta.resolve('@zephyr-reporters/core')
  const run = `{ runner: 'jest', root: '/', startedAt: new Date(0), tests: [] }`
  const script = `import { writeResultFile } from '${core}'
    try { writeResultFile('/proc/none/here/jest.xml', ${run}) } catch (error) { console.log(error.message) }`
  const said = execFileSync(process.execPath, ['--input-type=module', '-e', script], {
    encoding: 'utf8',
    timeout: 20_000,
  })
  expect(said).toMatch(/^The result file \/proc\/none\/here\/jest\.xml cannot be written \(ENOENT/)
})
