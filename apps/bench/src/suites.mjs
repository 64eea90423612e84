// A suite of each runner, as large as asked, in a folder of the stage.
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** More than 20, or Jest may run them in its main process. */
const files = 25
/** One of this many tests fails. */
const failing = 20

export const suites = {
  jest: {
    command: ['node_modules/jest/bin/jest.js', '--config=jest.config.json'],
    file: 'test.js',
    imports: '',
    configure: ({ reporters = [], testEnvironment = 'node' }) => ({
      'jest.config.json': JSON.stringify({
        reporters: ['summary', ...reporters],
        testEnvironment,
        transform: {},
        maxWorkers: 2,
      }),
    }),
  },
  vitest: {
    command: ['node_modules/vitest/vitest.mjs', 'run'],
    file: 'test.mjs',
    imports: "import { describe, test, expect } from 'vitest'\n",
    configure: ({ reporters = [], setupFiles = [] }) => ({
      'vitest.config.mjs': `export default { test: ${JSON.stringify({ reporters: ['dot', ...reporters], setupFiles, outputFile: { junit: 'junit.xml' }, maxWorkers: 2 })} }`,
    }),
  },
  playwright: {
    command: ['node_modules/@playwright/test/cli.js', 'test'],
    file: 'spec.mjs',
    imports: "import { test, expect } from '@playwright/test'\nconst { describe } = test\n",
    configure: ({ reporters = [] }) => ({
      'playwright.config.mjs': `export default ${JSON.stringify({ reporter: [['dot'], ...reporters], workers: 2 })}`,
    }),
    // Each failure costs Playwright a worker, and so half a second: one in a file.
    failing: Number.POSITIVE_INFINITY,
  },
}

/** @returns the folder; the runner's command is taken from the stage above it. */
export function makeSuite(stage, runner, tests) {
  const { file, imports, failing: each = failing } = suites[runner]
  const folder = mkdtempSync(join(stage, `suite-${runner}-`))
  mkdirSync(join(folder, 'tests'))
  writeFileSync(join(folder, 'package.json'), '{}')
  for (let i = 0; i < files; i++) {
    const cases = Array.from(
      { length: tests / files },
      (_, n) => `  test('case ${n}', () => expect(1).toBe(${n % each ? 1 : 2}))`,
    )
    writeFileSync(
      join(folder, 'tests', `file${i}.${file}`),
      `${imports}describe('section', () => {\n${cases.join('\n')}\n})\n`,
    )
  }
  return folder
}

export function configure(folder, runner, variant) {
  for (const [name, content] of Object.entries(suites[runner].configure(variant)))
    writeFileSync(join(folder, name), content)
}
