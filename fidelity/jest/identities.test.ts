import { mkdir, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import type { Project, RunOptions } from '../harness/project.ts'
import { ciArgs, dryRun, jestProject } from './jest.ts'

// One suite with every kind of name, run in one process; all other ways to run it must give the same records.
const some = 'tests/(names|outcomes|retries|only|a/|b/|with)'
let first: string[]

beforeAll(async () => {
  first = await ran('--runInBand')
  expect(first.length).toBeGreaterThan(50)
})

async function runIn({ run, recorded }: Project, args: string[], options: RunOptions = {}) {
  const { code, stderr } = await run([...ciArgs, some, ...args], { env: dryRun, ...options })
  expect(code, stderr.slice(-500)).toBe(1)
  return await recorded()
}

const ran = async (...args: string[]) => runIn(await jestProject('outcomes'), args)

test.concurrent.each([
  ['once more', ['--runInBand']],
  ['with three workers', ['--maxWorkers=3']],
  ['in random order, where Jest tells locations', ['--randomize', '--seed=1', '--testLocationInResults']],
])('%s', async (_, args) => {
  expect(await ran(...args)).toEqual(first)
})

test.concurrent('from another working directory: by --config, and by --rootDir', async () => {
  const project = await jestProject('outcomes')
  const cwd = join(project.folder, 'elsewhere')
  await mkdir(cwd)
  expect(await runIn(project, ['--config=../jest.config.js'], { cwd })).toEqual(first)
  expect(await runIn(project, ['--config=../jest.config.js', '--rootDir=..'], { cwd })).toEqual(first)
})

test.concurrent('through a symbolic link', async () => {
  const project = await jestProject('outcomes')
  await symlink(project.folder, `${project.folder}-link`)
  expect(await runIn(project, [], { cwd: `${project.folder}-link` })).toEqual(first)
  expect(await runIn(project, [`--config=${project.folder}-link/jest.config.js`])).toEqual(first)
})

test.concurrent('in shards, merged', async () => {
  const { run, report, recorded } = await jestProject('outcomes')
  for (const shard of ['1/3', '2/3', '3/3']) await run([...ciArgs, some, `--shard=${shard}`], { env: dryRun })
  const files = [3, 1, 2].map((shard) => `zephyr-results/jest-${shard}-of-3.xml`)
  const { code, stderr } = await report(['merge', ...files, '-o', 'merged.xml'])
  expect(code, stderr).toBe(0)
  expect(await recorded('merged.xml')).toEqual(first)
})
