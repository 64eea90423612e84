import { mkdir, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { often, type Project, type RunOptions } from '../harness/project.ts'
import { dryRun, args as runArgs, vitestProject } from './vitest.ts'

// One suite with every kind of name, run in one process; all other ways to run it must give the same records. `npm test`
// joins several ways in one run, the matrix has each alone.
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

const workers = ['--maxWorkers=3']
const threads = ['--pool=threads', '--maxWorkers=1', '--no-isolate']
const shuffled = ['--sequence.shuffle.files', '--sequence.shuffle.tests', '--sequence.seed=7']

test.concurrent('with three workers, shuffled, from another working directory', async () => {
  const project = await vitestProject('outcomes')
  expect(await runIn(project, [...workers, ...shuffled, '--root=..'], await elsewhere(project))).toEqual(first)
})

test.concurrent('in threads, one after the other, without isolation, through a symbolic link', async () => {
  const project = await vitestProject('outcomes')
  expect(await runIn(project, threads, { cwd: await linkTo(project) })).toEqual(first)
})

test.concurrent.each(
  often<[string, string[]]>(
    [],
    [
      ['once more', []],
      ['with three workers', workers],
      ['in threads', threads],
      ['shuffled', shuffled],
    ],
  ),
)('%s', async (_, args) => {
  expect(await ran(...args)).toEqual(first)
})

test.concurrent.each(
  often<[string, string[]]>(
    [],
    [
      ['--root', ['--root=..']],
      ['--config', ['--root=..', '--config=vitest.config.mjs']],
    ],
  ),
)('from another working directory, by %s', async (_, args) => {
  const project = await vitestProject('outcomes')
  expect(await runIn(project, args, await elsewhere(project))).toEqual(first)
})

test.concurrent.each(often<string>([], ['the working directory', 'the root']))(
  'through a symbolic link to %s',
  async (what) => {
    const project = await vitestProject('outcomes')
    const link = await linkTo(project)
    const isInside = what === 'the working directory'
    expect(await runIn(project, isInside ? [] : [`--root=${link}`], isInside ? { cwd: link } : {})).toEqual(first)
  },
)

test.concurrent.each(often([2], [3]))('in %i shards, merged', async (count) => {
  const { run, report, recorded } = await vitestProject('outcomes')
  const shards = Array.from({ length: count }, (_, index) => index + 1)
  for (const shard of shards) await run([...runArgs, `--shard=${shard}/${count}`], { env: dryRun })
  const files = shards.toReversed().map((shard) => `zephyr-results/vitest-${shard}-of-${count}.xml`)
  const { code, stderr } = await report(['merge', ...files, '-o', 'merged.xml'])
  expect(code, stderr).toBe(0)
  expect(await recorded('merged.xml')).toEqual(first)
})

async function elsewhere({ folder }: Project): Promise<RunOptions> {
  const cwd = join(folder, 'elsewhere')
  await mkdir(cwd)
  return { cwd }
}

async function linkTo({ folder }: Project): Promise<string> {
  await symlink(folder, `${folder}-link`)
  return `${folder}-link`
}
