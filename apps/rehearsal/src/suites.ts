import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { root, snippetsOf } from '../../docs/src/snippets.ts'

export interface Suite {
  runner: string
  /** What has to be installed beside our own packages. */
  packages: readonly string[]
  command: readonly string[]
  /**
   * One test that passes and one that fails, and the runner's configuration as its README has it for a project of this
   * type.
   */
  files(type: 'module' | 'commonjs'): Record<string, string>
  records: readonly string[]
}

/** The configuration file that the README of a runner shows, under this name. */
function fromReadme(runner: string, ...names: string[]): Record<string, string> {
  const snippets = snippetsOf(`packages/${runner}/README.md`)
  return Object.fromEntries(
    names.map((name) => {
      const found = snippets.find(({ file }) => file === name)
      if (!found) throw new Error(`packages/${runner}/README.md shows no ${name}`)
      return [name, found.code]
    }),
  )
}

const records = ['PASS adds up', 'FAIL subtracts']
const globals = "test('adds up', () => expect(1 + 1).toBe(2))\ntest('subtracts', () => expect(1 - 1).toBe(1))\n"

export function suites(): Suite[] {
  const all: Suite[] = [
    {
      runner: 'jest',
      packages: ['jest'],
      command: ['jest'],
      files: (type) => ({
        ...fromReadme('jest', type === 'module' ? 'jest.config.mjs' : 'jest.config.js', 'zephyr.config.json'),
        'sum.test.js': globals,
      }),
      records,
    },
    {
      runner: 'vitest',
      // Vitest wants Vite beside it; npm and pnpm bring it by themselves, yarn does not.
      packages: ['vitest', 'vite'],
      command: ['vitest', 'run'],
      files: () => ({
        ...fromReadme('vitest', 'vitest.config.ts', 'zephyr.config.json'),
        'sum.test.ts': `import { expect, test } from 'vitest'\n${globals}`,
      }),
      records,
    },
    {
      runner: 'playwright',
      packages: ['@playwright/test'],
      command: ['playwright', 'test'],
      files: () => ({
        ...fromReadme('playwright', 'playwright.config.ts', 'zephyr.config.json'),
        'sum.spec.ts': `import { expect, test } from '@playwright/test'\n${globals}`,
      }),
      records,
    },
  ]
  if (existsSync(join(root, 'packages/mocha/README.md')))
    all.push({
      runner: 'mocha',
      packages: ['mocha'],
      command: ['mocha'],
      files: () => ({
        ...fromReadme('mocha', '.mocharc.json', 'zephyr.config.json'),
        'test/sum.cjs':
          "const assert = require('node:assert')\nit('adds up', () => assert.equal(1 + 1, 2))\nit('subtracts', () => assert.equal(1 - 1, 1))\n",
      }),
      records,
    })
  return all
}
