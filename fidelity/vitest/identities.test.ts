import { mkdir, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import type { Project, RunOptions } from '../harness/project.ts'
import { dryRun, args as runArgs, vitestProject } from './vitest.ts'

// One suite with every kind of name, run in one process; all other ways to run it must give the same records.
let first: string[]

beforeAll(async () => {
  first = await ran('--no-file-parallelism')
  expect(first.length).toBeGreaterThan(50)
})

async function runIn({ run, recorded }: Project, args: string[], options: RunOptions = {}) {
  const { code, stderr } = await run([...runArgs, ...args], { env: dryRun, ...options })
  expect(code, stderr.slice(-500)).toBe(1)
  return await recorded()
}

const ran = async (...args: string[]) => runIn(await vitestProject('outcomes'), args)

test.concurrent.each([
  ['once more', []],
  ['with three workers', ['--maxWorkers=3']],
  ['in threads, one after the other, without isolation', ['--pool=threads', '--maxWorkers=1', '--no-isolate']],
  ['shuffled', ['--sequence.shuffle.files', '--sequence.shuffle.tests', '--sequence.seed=7']],
])('%s', async (_, args) => {
  expect(await ran(...args)).toEqual(first)
})

test.concurrent('from another working directory: by --root, and by --config', async () => {
  const project = await vitestProject('outcomes')
  const cwd = join(project.folder, 'elsewhere')
  await mkdir(cwd)
  expect(await runIn(project, ['--root=..'], { cwd })).toEqual(first)
  expect(await runIn(project, ['--root=..', '--config=vitest.config.mjs'], { cwd })).toEqual(first)
})

test.concurrent('through a symbolic link', async () => {
  const project = await vitestProject('outcomes')
  await symlink(project.folder, `${project.folder}-link`)
  expect(await runIn(project, [], { cwd: `${project.folder}-link` })).toEqual(first)
  expect(await runIn(project, [`--root=${project.folder}-link`])).toEqual(first)
})

test.concurrent('in shards, merged', async () => {
  const { run, report, recorded } = await vitestProject('outcomes')
  for (const shard of ['1/3', '2/3', '3/3']) await run([...runArgs, `--shard=${shard}`], { env: dryRun })
  const files = [3, 1, 2].map((shard) => `zephyr-results/vitest-${shard}-of-3.xml`)
  const { code, stderr } = await report(['merge', ...files, '-o', 'merged.xml'])
  expect(code, stderr).toBe(0)
  expect(await recorded('merged.xml')).toEqual(first)
})
