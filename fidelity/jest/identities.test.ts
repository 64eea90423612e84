import { mkdir, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { often, type Project, type RunOptions } from '../harness/project.ts'
import { ciArgs, dryRun, jestProject } from './jest.ts'

// One suite with every kind of name, run in one process; all other ways to run it must give the same records. `npm test`
// joins several ways in one run, the matrix has each alone.
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

const workers = ['--maxWorkers=3']
const random = ['--randomize', '--seed=1', '--testLocationInResults']

test.concurrent('with three workers, in random order where Jest gives locations, from another working directory', async () => {
  const project = await jestProject('outcomes')
  expect(await runIn(project, [...workers, ...random, '--config=../jest.config.js'], await elsewhere(project))).toEqual(
    first,
  )
})

test.concurrent.each(
  often<[string, string[]]>(
    [],
    [
      ['once more', ['--runInBand']],
      ['with three workers', workers],
      ['in random order, where Jest gives locations', random],
    ],
  ),
)('%s', async (_, args) => {
  expect(await ran(...args)).toEqual(first)
})

test.concurrent.each(
  often<[string, string[]]>(
    [],
    [
      ['--config', ['--config=../jest.config.js']],
      ['--rootDir', ['--config=../jest.config.js', '--rootDir=..']],
    ],
  ),
)('from another working directory, by %s', async (_, args) => {
  const project = await jestProject('outcomes')
  expect(await runIn(project, args, await elsewhere(project))).toEqual(first)
})

test.concurrent.each(often(['the working directory'], ['the configuration']))(
  'through a symbolic link to %s',
  async (what) => {
    const project = await jestProject('outcomes')
    const link = `${project.folder}-link`
    await symlink(project.folder, link)
    const isInside = what === 'the working directory'
    const found = await runIn(
      project,
      isInside ? [] : [`--config=${link}/jest.config.js`],
      isInside ? { cwd: link } : {},
    )
    expect(found).toEqual(first)
  },
)

test.concurrent.each(often([2], [3]))('in %i shards, merged', async (count) => {
  const { run, report, recorded } = await jestProject('outcomes')
  const shards = Array.from({ length: count }, (_, index) => index + 1)
  for (const shard of shards) await run([...ciArgs, some, `--shard=${shard}/${count}`], { env: dryRun })
  const files = shards.toReversed().map((shard) => `zephyr-results/jest-${shard}-of-${count}.xml`)
  const { code, stderr } = await report(['merge', ...files, '-o', 'merged.xml'])
  expect(code, stderr).toBe(0)
  expect(await recorded('merged.xml')).toEqual(first)
})

async function elsewhere({ folder }: Project): Promise<RunOptions> {
  const cwd = join(folder, 'elsewhere')
  await mkdir(cwd)
  return { cwd }
}
