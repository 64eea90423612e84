/** What our tools know of one runner: `init`, `doctor`, the demo, the truth tables and their matrix, the benchmarks. Data only. */
export interface RunnerDescriptor {
  /** The folder below `packages` and `fidelity`, and behind `apps/demo-`. */
  name: string
  title: string
  /** The runner's npm package; its oldest version that the reporter works with is also the reporter's peer. */
  package: string
  oldest: string
  reporter: `@zephyr-reporters/${string}`
  /** Its configuration files. */
  config: RegExp
  /** A file that is its configuration where none of its own is there. */
  fallbackConfig?: RegExp
  /** The key of package.json that may hold its configuration. */
  manifestKey?: string
  /** The object within the configuration that the reporter's key belongs to. */
  section?: string
  key: 'reporters' | 'reporter'
  /** Whether the key takes a list; else the reporter can stand there alone only. */
  takesList: boolean
  /** What is written into the list, and into JSON. */
  entry: string
  /** The reporters where the key is not set. */
  defaults: readonly string[]
  /** The line that adds the reporter, to be pasted. */
  line: string
  /** The configuration file of a project that has none yet: right for CommonJS and ES modules, with or without TypeScript. */
  newConfig: { file: string; content: string }
  /** How its tests are run once. */
  run: string
  /** Its command, below `node_modules`. */
  bin: string
}

/** The runners that have a reporter. */
export const runners: readonly RunnerDescriptor[] = [
  {
    name: 'jest',
    title: 'Jest',
    package: 'jest',
    oldest: '29',
    reporter: '@zephyr-reporters/jest',
    config: /^jest\.config\.([cm]?[jt]s|json)$/,
    manifestKey: 'jest',
    key: 'reporters',
    takesList: true,
    entry: "'@zephyr-reporters/jest'",
    defaults: ['default'],
    line: "reporters: ['default', '@zephyr-reporters/jest']",
    newConfig: {
      file: 'jest.config.mjs',
      content: "export default {\n  reporters: ['default', '@zephyr-reporters/jest'],\n}\n",
    },
    run: 'jest',
    bin: 'jest/bin/jest.js',
  },
  {
    name: 'vitest',
    title: 'Vitest',
    package: 'vitest',
    oldest: '3',
    reporter: '@zephyr-reporters/vitest',
    config: /^vitest\.config\.[cm]?[jt]s$/,
    fallbackConfig: /^vite\.config\.[cm]?[jt]s$/,
    section: 'test',
    key: 'reporters',
    takesList: true,
    entry: "'@zephyr-reporters/vitest'",
    defaults: ['default'],
    line: "reporters: ['default', '@zephyr-reporters/vitest']",
    newConfig: {
      file: 'vitest.config.mjs',
      content:
        "import { defineConfig } from 'vitest/config'\n\nexport default defineConfig({\n  test: { reporters: ['default', '@zephyr-reporters/vitest'] },\n})\n",
    },
    run: 'vitest run',
    bin: 'vitest/vitest.mjs',
  },
  {
    name: 'playwright',
    title: 'Playwright',
    package: '@playwright/test',
    oldest: '1.44',
    reporter: '@zephyr-reporters/playwright',
    config: /^playwright\.config\.[cm]?[jt]s$/,
    key: 'reporter',
    takesList: true,
    entry: "['@zephyr-reporters/playwright']",
    defaults: ['list'],
    line: "reporter: [['list'], ['@zephyr-reporters/playwright']]",
    newConfig: {
      file: 'playwright.config.mjs',
      content:
        "import { defineConfig } from '@playwright/test'\n\nexport default defineConfig({\n  reporter: [['list'], ['@zephyr-reporters/playwright']],\n})\n",
    },
    run: 'playwright test',
    bin: '@playwright/test/cli.js',
  },
  {
    name: 'mocha',
    title: 'Mocha',
    package: 'mocha',
    oldest: '10',
    reporter: '@zephyr-reporters/mocha',
    config: /^\.mocharc\.([cm]?js|jsonc?|ya?ml)$/,
    manifestKey: 'mocha',
    key: 'reporter',
    takesList: false,
    entry: "'@zephyr-reporters/mocha'",
    defaults: [],
    line: "reporter: '@zephyr-reporters/mocha'",
    newConfig: {
      file: '.mocharc.json',
      content: '{\n  "reporter": "@zephyr-reporters/mocha"\n}\n',
    },
    run: 'mocha',
    bin: 'mocha/bin/mocha.js',
  },
]
