import { ratio } from '../measure.mjs'

export default {
  installs: { '@playwright/test': '1.65.1' },
  peers: { 'allure-playwright': '3.12.2', 'playwright-ctrf-json-reporter': '0.0.29' },
  variants: {
    none: {},
    ours: { reporters: [['@zephyr-reporters/playwright']], env: { ZEPHYR_TOKEN: 'bench-token' } },
    junit: { reporters: [['junit', { outputFile: 'junit.xml' }]] },
    allure: { reporters: [['allure-playwright', { resultsDir: 'allure-results' }]] },
    ctrf: { reporters: [['playwright-ctrf-json-reporter', {}]] },
  },
  suite: {
    file: 'spec.mjs',
    imports: "import { test, expect } from '@playwright/test'\nconst { describe } = test\n",
    configure: ({ reporters = [] }) => ({
      'playwright.config.mjs': `export default ${JSON.stringify({ reporter: [['dot'], ...reporters], workers: 2 })}`,
    }),
    // Each failure costs Playwright a worker, and so half a second: one in a file, of few files.
    failing: Number.POSITIVE_INFINITY,
    files: 10,
  },
  size: { tests: 2000, runs: 3, compared: ['none', 'ours', 'junit'] },
  note: "Both are within what Playwright's own 1.5 seconds differ from run to run. A profile of the main process, 2,000 tests in samples of 0.1 ms, has 29 ms of ours: 11 for loading its modules and reading the options, 9 for translating the tests, 9 for naming and writing them. Its own junit has 5 ms: it is part of Playwright's bundle, reads no options and numbers no names. A reporter of another package cannot come below that; for a run of 10 tests ours adds 10 ms to 540, its own 2.",
  targets: (added) => [{ what: 'CPU, x its own junit', value: ratio(added.ours.cpu, added.junit.cpu), most: 1 }],
}
