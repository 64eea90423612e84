import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs'
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

test('a file that cannot be replaced is told, and no temporary file stays', () => {
  const folder = temporaryFolder()
  const path = join(folder, 'jest.xml')
  mkdirSync(path)
  expect(() => writeResultFile(path, empty(folder))).toThrow(/jest\.xml cannot be written \(EISDIR/)
  expect(readdirSync(folder)).toEqual(['jest.xml'])
})

test('a full disk is told, the file before stays whole, and no temporary file does', () => {
  const folder = temporaryFolder()
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', folder]).status === 0
  // Only root may mount; elsewhere the file is too large for what a process may write.
  const core = new URL('../../dist/index.js', import.meta.url).href
  const script = `import { writeResultFile } from '${core}'
    const test = (index) => ({ titles: ['test ' + index], position: [index], outcome: 'passed', duration: 1, failures: [] })
    const run = (count) => ({ runner: 'jest', root: '/', startedAt: new Date(0), tests: Array.from({ length: count }, (_, index) => test(index)) })
    const path = ${JSON.stringify(join(folder, 'jest.xml'))}
    writeResultFile(path, run(1))
    process.once('SIGXFSZ', () => {})
    try { writeResultFile(path, run(5000)) } catch (error) { console.log(error.message) }`
  try {
    const node = `${JSON.stringify(process.execPath)} --input-type=module`
    const { stdout } = spawnSync('sh', ['-c', mounted ? node : `ulimit -f 64; ${node}`], {
      input: script,
      encoding: 'utf8',
    })
    expect(stdout).toMatch(/jest\.xml cannot be written \((ENOSPC|EFBIG)/)
    expect(readdirSync(folder)).toEqual(['jest.xml'])
    expect(readFileSync(join(folder, 'jest.xml'), 'utf8')).toMatch(/name="test 0".*<\/testsuites>\n$/s)
  } finally {
    if (mounted) spawnSync('umount', [folder])
  }
})

test('temporary files of processes that died are cleared after a day', () => {
  const folder = temporaryFolder()
  const path = join(folder, 'jest.xml')
  const days = (count: number) => new Date(Date.now() - count * 86_400_000)
  for (const [name, age] of [
    ['jest.xml.1.tmp', 2],
    ['jest.xml.2.tmp', 0.5],
    ['other.xml.1.tmp', 2],
  ] as const) {
    writeFileSync(join(folder, name), '')
    utimesSync(join(folder, name), days(age), days(age))
  }
  writeResultFile(path, empty(folder))
  expect(readdirSync(folder).sort()).toEqual(['jest.xml', 'jest.xml.2.tmp', 'other.xml.1.tmp'])
})

// In a process of its own, for what this guards against never returns.
test.runIf(existsSync('/proc/self'))('a folder that cannot be made is told at once', () => {
  const core = new URL('../../dist/index.js', import.meta.url).href
  const run = `{ runner: 'jest', root: '/', startedAt: new Date(0), tests: [] }`
  const script = `import { writeResultFile } from '${core}'
    try { writeResultFile('/proc/none/here/jest.xml', ${run}) } catch (error) { console.log(error.message) }`
  const said = execFileSync(process.execPath, ['--input-type=module', '-e', script], {
    encoding: 'utf8',
    timeout: 20_000,
  })
  expect(said).toMatch(/^The result file \/proc\/none\/here\/jest\.xml cannot be written \(ENOENT/)
})
