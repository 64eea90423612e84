import { cpSync, mkdtempSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, inject, test } from 'vitest'
import { root } from '../../docs/src/snippets.ts'
import { startEmulator } from '../../emulator/dist/index.js'
import { run } from '../src/shell.ts'
import { pathWithNode } from '../src/stranger.ts'

const examples = join(root, 'examples')

interface Expected {
  /** npm scripts and their arguments, one after another; variables stand in front, as in a shell. */
  scripts: readonly (readonly string[])[]
  env?: Record<string, string>
  /** Jobs by name, and the records of each job's latest run: `folder > name`. */
  jobs: Record<string, readonly string[]>
  /** What the scripts have to print. */
  output?: RegExp
}

const shards = ['cart > cart opens', 'cart > cart closes', 'login > login opens', 'login > login closes']

const expected: Record<string, Expected> = {
  'jest-commonjs': {
    scripts: [['test']],
    jobs: { 'Example: Jest': ['test.cart > a cart > of nothing costs nothing', 'test.cart > a cart > adds up'] },
  },
  'jest-projects': {
    scripts: [['test']],
    jobs: { 'Example: Jest projects': ['api.test.api.status > api answers', 'web.test.web.status > web answers'] },
  },
  'vitest-typescript': {
    scripts: [['typecheck'], ['test']],
    jobs: {
      'Example: Vitest': [
        'test.price > a price > gains the tax',
        'test.price > a price > at a rate of 0',
        'test.price > a price > at a rate of 0.07',
      ],
    },
  },
  'vitest-projects': {
    scripts: [['test']],
    jobs: {
      'Example: Vitest projects': [
        'unit.test.unit.status > unit holds',
        'contract.test.contract.status > contract holds',
      ],
    },
  },
  'playwright-shards': {
    scripts: [['shard', '1/2'], ['shard', '2/2'], ['deliver']],
    jobs: { 'Example: Playwright shards': shards.map((name) => `tests.${name}`) },
  },
  monorepo: {
    // By each package, and then by one command for all of them.
    scripts: [['test'], ['ZEPHYR_DRY_RUN=true', 'test'], ['deliver']],
    jobs: {
      'Example: jest': ['packages.api.test.status > answers'],
      'Example: vitest': ['packages.web.test.status > answers'],
      'Example: playwright': ['packages.e2e.test.status > answers'],
      'Example: mocha': ['packages.jobs.test.status > answers'],
      'Example: upload': ['api', 'web', 'e2e', 'jobs'].map((name) => `packages.${name}.test.status > answers`),
    },
  },
  'parser-template': {
    scripts: [['test'], ['preview']],
    jobs: {},
    output: /FAIL shop\.cart refuses an empty basket/,
  },
}

test('each example has a test', () => {
  const folders = readdirSync(examples, { withFileTypes: true }).filter((entry) => entry.isDirectory())
  expect(folders.map(({ name }) => name).sort()).toEqual(Object.keys(expected).sort())
})

test.each(Object.entries(expected))('%s', async (name, { scripts, jobs, output }) => {
  await withExample(name, async (project, emulator) => {
    let printed = ''
    for (const words of scripts) printed += await project(...words)
    if (output) expect(printed).toMatch(output)
    expect(recorded(emulator)).toEqual(sorted(jobs))
  })
})

test("playwright-shards, by Playwright's own merge", async () => {
  await withExample(
    'playwright-shards',
    async (project, emulator) => {
      for (const shard of ['1/2', '2/2']) await project('test', '--', `--shard=${shard}`)
      await project('merge')
      expect(recorded(emulator)).toEqual(sorted(expected['playwright-shards']?.jobs ?? {}))
    },
    { BLOB: '1', PWTEST_BLOB_DO_NOT_REMOVE: '1' },
  )
})

type Emulator = Awaited<ReturnType<typeof startEmulator>>
type Script = (...words: string[]) => Promise<string>

/** Installs a copy of the example with the published packages, and runs its scripts against an emulator of its own. */
async function withExample(
  name: string,
  act: (script: Script, emulator: Emulator) => Promise<void>,
  own = {},
): Promise<void> {
  const folder = mkdtempSync(join(inject('folder'), `example-${name}-`))
  cpSync(join(examples, name), folder, { recursive: true })
  writeFileSync(join(folder, '.npmrc'), `registry=${inject('registry')}/\n`)
  await run('git', ['init', '--quiet'], { cwd: folder })
  const PATH = pathWithNode()
  await run('npm', ['install', '--no-audit', '--no-fund'], { cwd: folder, env: { PATH } })
  const emulator = await startEmulator({ newMs: 1, queuedMs: 1 })
  try {
    const env = { PATH, ZEPHYR_URL: emulator.url, ZEPHYR_TOKEN: emulator.token, ZEPHYR_WAIT: '60', ...own }
    await act((...words) => {
      const isScript = (word: string) => !/^[A-Z_]+=/.test(word)
      const variables = words.slice(0, words.findIndex(isScript)).map((word) => word.split('='))
      const script = words.slice(variables.length)
      return run('npm', ['run', ...script], { cwd: folder, env: { ...env, ...Object.fromEntries(variables) } })
    }, emulator)
  } finally {
    await emulator.close()
  }
}

function recorded(emulator: Emulator): Record<string, readonly string[]> {
  return sorted(
    Object.fromEntries(
      emulator
        .jobs()
        .map(({ id, detail }) => [
          String(detail.jobName),
          emulator.records({ jobId: id }).map((record) => `${record.packageName} > ${record.name}`),
        ]),
    ),
  )
}

function sorted(jobs: Record<string, readonly string[]>): Record<string, readonly string[]> {
  return Object.fromEntries(Object.entries(jobs).map(([name, records]) => [name, [...records].sort()]))
}
