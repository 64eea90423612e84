import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { startEmulator } from '@zephyr-reporters/emulator'
import { beforeAll, expect, test } from 'vitest'
import { installAlone, sizeOf } from '../src/stage.mjs'

// What a reporter costs, as far as it does not depend on the machine's speed: a change that makes it dearer shows here.

const loadedHook = pathToFileURL(join(import.meta.dirname, '../src/loaded.mjs')).href
let installed = ''
beforeAll(() => {
  installed = installAlone('@zephyr-reporters/jest')
}, 120_000)

test('an install of a reporter: packages and bytes', () => {
  const { packages, bytes } = sizeOf(installed)
  // Three of ours, undici, ofetch and what it brings (four), fast-xml-parser and saxes with one each (four).
  expect(packages).toBeLessThanOrEqual(12)
  // 2.6 MB are undici's and ofetch's (docs/decisions/0005-xml.md).
  expect(bytes).toBeLessThan(3.8e6)
})

/**
 * The files that a module of the install loads when it is imported, from node_modules on.
 *
 * @param used What is then done with it, as `module`.
 */
function loadedBy(name: string, used = ''): string[] {
  const list = join(mkdtempSync(join(tmpdir(), 'zephyr-cost-')), 'files')
  writeFileSync(list, '')
  const script = `const module = await import('${name}'); ${used}`
  execFileSync(process.execPath, ['--import', loadedHook, '--input-type=module', '-e', script], {
    cwd: installed,
    env: { PATH: process.env.PATH, LOADED_FILES: list },
  })
  return readFileSync(list, 'utf8')
    .split('\n')
    .flatMap((url) => url.split('/node_modules/')[1] ?? [])
}

test('an inactive reporter is one file, and loads none of core', () => {
  expect(loadedBy('@zephyr-reporters/jest')).toEqual(['@zephyr-reporters/jest/dist/index.js'])
})

test('what an active reporter loads at its start is core in two files of 95 KB, and no other package', () => {
  const loaded = loadedBy('@zephyr-reporters/core/report').sort()
  expect(loaded).toEqual(['@zephyr-reporters/core/dist/report.js', '@zephyr-reporters/core/dist/start.js'])
  const bytes = loaded.map((path) => statSync(join(installed, 'node_modules', path)).size)
  expect(bytes.reduce((sum, size) => sum + size, 0)).toBeLessThan(95_000)
})

test('what writes the result file is one more, and the bundler’s helpers', () => {
  const end = pathToFileURL(join(installed, 'node_modules/@zephyr-reporters/core/dist/end.js')).href
  expect(loadedBy(end).sort()).toEqual(
    ['end', 'rolldown-runtime', 'start'].map((name) => `@zephyr-reporters/core/dist/${name}.js`),
  )
})

const failing = (more: string) => `
const test = { titles: ['t'], position: [0], outcome: 'failed', duration: 1, failures: [{ message: 'no', type: 'Error', text: 'no' }], ${more} }
const run = { runner: 'bench', root: '/suite', startedAt: new Date(0), tests: [test] }
module.writeResultFile(${JSON.stringify(join(tmpdir(), `zephyr-cost-${process.pid}.xml`))}, run, {})`

test('the XML builder is loaded for requirements and tags alone', () => {
  const loadedFor = (more: string) =>
    loadedBy('@zephyr-reporters/core/junit', failing(more)).filter((path) => path.startsWith('fast-xml-parser/'))
  expect(loadedFor('')).toEqual([])
  expect(loadedFor("tags: ['smoke']").length).toBeGreaterThan(0)
})

const writing = (count: number) => `
import { writeResultFile } from '@zephyr-reporters/core'
const tests = { *[Symbol.iterator]() {
  for (let i = 0; i < ${count}; i++) yield {
    file: '/suite/tests/area' + (i % 100) + '/page.test.ts', titles: ['page', 'case ' + i], position: [i],
    outcome: i % 20 ? 'passed' : 'failed', duration: 12,
    failures: i % 20 ? [] : [{ message: 'no', type: 'Error', text: 'no\\n    at page.test.ts:12:3' }],
  }
} }
const file = process.argv[1]
await writeResultFile(file, { runner: 'bench', root: '/suite', startedAt: new Date(0), tests }, {})
console.log(process.resourceUsage().maxRSS / 1024)`

function peakOf(count: number): number {
  const file = join(mkdtempSync(join(tmpdir(), 'zephyr-cost-')), 'r.xml')
  const args = ['--max-semi-space-size=1', '--input-type=module', '-e', writing(count), file]
  return Number(execFileSync(process.execPath, args, { cwd: installed, encoding: 'utf8' }))
}

test('writing ten times as many test cases takes less than eight times the memory', { timeout: 60_000 }, () => {
  const least = peakOf(0)
  const [small, large] = [peakOf(20_000) - least, peakOf(200_000) - least]
  expect(large / small).toBeLessThan(8)
})

const merging = `
import { mergeFiles } from '@zephyr-reporters/core'
const [file] = process.argv.slice(1)
const { counts } = await mergeFiles([file], file + '.out', {})
console.log(counts.recorded, process.resourceUsage().maxRSS / 1024)`

/** Peak memory in MB of merging a file of so many test cases. */
function mergingPeak(count: number): number {
  const file = join(mkdtempSync(join(tmpdir(), 'zephyr-cost-')), 'r.xml')
  const cases = Array.from(
    { length: count },
    (_, i) => `<testcase classname="a.b${i % 100}" name="case ${i}" time="0.012"/>`,
  )
  writeFileSync(file, `<testsuites><testsuite name="s">\n${cases.join('\n')}\n</testsuite></testsuites>`)
  // What V8 gives new objects depends on time and machine: as little as it can.
  const args = ['--max-semi-space-size=1', '--input-type=module', '-e', merging, file]
  const [recorded, peak] = execFileSync(process.execPath, args, { cwd: installed, encoding: 'utf8' })
    .split(' ')
    .map(Number)
  expect(recorded).toBe(count)
  return peak ?? Number.NaN
}

test('merging twelve times as many test cases takes at most 1.2 times the memory', { timeout: 60_000 }, () => {
  expect(mergingPeak(240_000) / mergingPeak(20_000)).toBeLessThan(1.2)
})

test('a delivery asks no more than it must', { timeout: 60_000 }, async () => {
  const emulator = await startEmulator({ newMs: 1, queuedMs: 1 })
  const asked: string[] = []
  const counting = createServer(async (request, response) => {
    asked.push(`${request.method} ${request.url?.replace(/^.*\/(?=[^/]+$)|\?.*$/g, '')}`)
    const pieces: Buffer[] = []
    for await (const piece of request) pieces.push(piece)
    const headers = Object.fromEntries(
      Object.entries(request.headers).filter(([name]) => /^(authorization|content-type)$/.test(name)),
    )
    const body = request.method === 'POST' ? Buffer.concat(pieces) : undefined
    const answer = await fetch(emulator.url + request.url, { method: request.method, headers: Object(headers), body })
    response.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? '' })
    response.end(Buffer.from(await answer.arrayBuffer()))
  })
  await new Promise<void>((resolve) => counting.listen(0, '127.0.0.1', resolve))
  const { port } = counting.address() as AddressInfo
  const { startReport } = await import('@zephyr-reporters/core/report')
  const folder = mkdtempSync(join(tmpdir(), 'zephyr-cost-'))
  const deliver = async () => {
    asked.length = 0
    const report = await startReport({
      runner: 'jest',
      cwd: folder,
      options: {
        url: `http://127.0.0.1:${port}`,
        token: emulator.token,
        projectId: 1,
        releaseId: 11,
        jobName: 'Cost',
        cycleName: 'Cost',
        repositoryPath: 'Release 1.0 > Automation',
        repositoryTreeId: 32,
        logLevel: 'silent',
      },
      run: () => ({
        runner: 'jest',
        root: folder,
        startedAt: new Date(0),
        tests: [
          {
            file: join(folder, 'a.test.ts'),
            titles: ['a'],
            position: [0],
            outcome: 'passed',
            duration: 1,
            failures: [],
          },
        ],
      }),
    })
    await report.end()
    return [...asked]
  }
  expect(await deliver()).toEqual([
    'GET list',
    // The release's dates.
    'GET 1',
    'POST create-and-execute-job',
    // The answer tells the run alone: the job is looked up by its file, and the run must stand beside that file.
    'GET list',
    'GET get-latest-job-progress',
    'GET list',
  ])
  // One that is not over yet is waited for, by a progress more.
  await expect.poll(() => emulator.runs().map(({ status }) => status)).toEqual(['complete'])
  // The job keeps its own values: the detail is read before it is sent back. The run is told by the progress alone.
  expect(await deliver()).toEqual([
    'GET list',
    'GET detail',
    'GET get-latest-job-progress',
    'POST update-execute-job',
    'GET get-latest-job-progress',
    'GET list',
  ])
  expect(emulator.runs()).toHaveLength(2)
  counting.close()
  await emulator.close()
})
