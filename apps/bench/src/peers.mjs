// What people use today beside a runner, each in the way its own documentation sets it up to write a local file.

export const runners = { jest: '30.5.2', vitest: '5.1.1', '@playwright/test': '1.65.1' }

export const peers = {
  'jest-junit': '17.0.0',
  'allure-jest': '3.12.2',
  'jest-qase-reporter': '2.6.0',
  'jest-ctrf-json-reporter': '0.0.11',
  'allure-vitest': '3.12.2',
  '@d2t/vitest-ctrf-json-reporter': '1.3.0',
  'allure-playwright': '3.12.2',
  'playwright-ctrf-json-reporter': '0.0.29',
}

const qase = { mode: 'report', report: { connection: { local: { path: 'qase', format: 'json' } } } }

/** By runner: what each variant adds to the runner's configuration. `ours` writes its file; without an address nothing is sent. */
export const variants = {
  jest: {
    none: {},
    ours: { reporters: ['@zephyr-reporters/jest'], env: { ZEPHYR_TOKEN: 'bench-token' } },
    'jest-junit': { reporters: ['jest-junit'] },
    allure: { testEnvironment: 'allure-jest/node' },
    qase: { reporters: [['jest-qase-reporter', qase]] },
    ctrf: { reporters: ['jest-ctrf-json-reporter'] },
  },
  vitest: {
    none: {},
    ours: { reporters: ['@zephyr-reporters/vitest'], env: { ZEPHYR_TOKEN: 'bench-token' } },
    junit: { reporters: ['junit'] },
    allure: { reporters: ['allure-vitest/reporter'], setupFiles: ['allure-vitest/setup'] },
    ctrf: { reporters: ['@d2t/vitest-ctrf-json-reporter'] },
  },
  playwright: {
    none: {},
    ours: { reporters: [['@zephyr-reporters/playwright']], env: { ZEPHYR_TOKEN: 'bench-token' } },
    junit: { reporters: [['junit', { outputFile: 'junit.xml' }]] },
    allure: { reporters: [['allure-playwright', { resultsDir: 'allure-results' }]] },
    ctrf: { reporters: [['playwright-ctrf-json-reporter', {}]] },
  },
}
