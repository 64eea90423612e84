import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { compare, measure, round, table } from './measure.mjs'

// Each runner on a suite of its own, with no JUnit file, with its usual JUnit writer, and with ours writing its file
// (a token but no address: the file is written, and nothing is sent). What differs is the main process's CPU time.
// More than 20, or Jest may run them in its main process.
const files = 25
/** One test in so many fails. */
const failing = 20
/** Tests in all, and how often each variant runs. */
const sizes = [
  { tests: 2000, runs: 5 },
  { tests: 10_000, runs: 3 },
]
const require = createRequire(import.meta.url)
const bin = (name, path) => join(dirname(require.resolve(`${name}/package.json`)), path)

const suites = {
  jest: {
    command: [bin('jest', 'bin/jest.js'), '--config=jest.config.json'],
    file: 'test.js',
    imports: '',
    configure: (reporter) => ({
      'jest.config.json': JSON.stringify({
        reporters: ['summary', ...reporter],
        testEnvironment: 'node',
        transform: {},
        maxWorkers: 2,
      }),
    }),
    own: ['jest-junit'],
  },
  vitest: {
    command: [bin('vitest', 'vitest.mjs'), 'run'],
    file: 'test.mjs',
    imports: "import { describe, test, expect } from 'vitest'\n",
    configure: (reporter) => ({
      'vitest.config.mjs': `export default { test: { reporters: ${JSON.stringify(['dot', ...reporter])}, outputFile: { junit: 'junit.xml' }, maxWorkers: 2 } }`,
    }),
    own: ['junit'],
  },
  playwright: {
    command: [bin('@playwright/test', 'cli.js'), 'test'],
    file: 'spec.mjs',
    imports: "import { test, expect } from '@playwright/test'\nconst { describe } = test\n",
    configure: (reporter) => ({
      'playwright.config.mjs': `export default { reporter: ${JSON.stringify([['dot'], ...reporter.map((name) => [name, name === 'junit' ? { outputFile: 'junit.xml' } : {}])])}, workers: 2 }`,
    }),
    own: ['junit'],
    // Each failure costs Playwright a worker, and so half a second: one in a file.
    failing: Number.POSITIVE_INFINITY,
  },
}

export function runners() {
  for (const [runner, suite] of Object.entries(suites)) {
    const rows = sizes.map((size) => sample(runner, suite, size))
    table(
      `Active, ${runner}: CPU of the main process and its peak memory, with no file, its JUnit writer, and ours`,
      rows,
    )
  }
}

function sample(runner, suite, { tests, runs }) {
  const folder = makeSuite(suite, tests / files)
  const variant = (reporter, env) => () => {
    for (const [name, content] of Object.entries(suite.configure(reporter))) writeFileSync(join(folder, name), content)
    return measure(suite.command, { cwd: folder, env })
  }
  const variants = [
    variant([]),
    variant(suite.own),
    variant([`@zephyr-reporters/${runner}`], { ZEPHYR_TOKEN: 'bench' }),
  ]
  const [none, own, ours] = compare(variants, runs)
  rmSync(folder, { recursive: true })
  return {
    tests,
    'CPU ms': round(none.cpu),
    '+ its writer': round(own.cpu - none.cpu),
    '+ ours': round(ours.cpu - none.cpu),
    'peak MB': round(none.memory),
    'its writer, MB': round(own.memory),
    'ours, MB': round(ours.memory),
  }
}

function makeSuite({ file, imports, failing: each = failing }, testsPerFile) {
  const folder = mkdtempSync(join(tmpdir(), 'zephyr-bench-'))
  mkdirSync(join(folder, 'tests'))
  writeFileSync(join(folder, 'package.json'), '{}')
  symlinkSync(join(import.meta.dirname, '../node_modules'), join(folder, 'node_modules'))
  for (let i = 0; i < files; i++) {
    const cases = Array.from(
      { length: testsPerFile },
      (_, n) => `  test('case ${n}', () => expect(1).toBe(${n % each ? 1 : 2}))`,
    )
    writeFileSync(
      join(folder, 'tests', `file${i}.${file}`),
      `${imports}describe('section', () => {\n${cases.join('\n')}\n})\n`,
    )
  }
  return folder
}
