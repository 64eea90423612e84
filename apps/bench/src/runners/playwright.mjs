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
    // Each failure costs Playwright a worker, and so half a second: one in a file.
    failing: Number.POSITIVE_INFINITY,
  },
  size: { tests: 2000, runs: 5 },
  targets: (added) => [{ what: 'CPU, x its own junit', value: ratio(added.ours.cpu, added.junit.cpu), most: 1 }],
}
