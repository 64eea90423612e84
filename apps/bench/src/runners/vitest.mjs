import { ratio } from '../measure.mjs'

export default {
  installs: { vitest: '5.1.1' },
  peers: { 'allure-vitest': '3.12.2', '@d2t/vitest-ctrf-json-reporter': '1.3.0' },
  variants: {
    none: {},
    ours: { reporters: ['@zephyr-reporters/vitest'], env: { ZEPHYR_TOKEN: 'bench-token' } },
    junit: { reporters: ['junit'] },
    allure: { reporters: ['allure-vitest/reporter'], setupFiles: ['allure-vitest/setup'] },
    ctrf: { reporters: ['@d2t/vitest-ctrf-json-reporter'] },
  },
  suite: {
    file: 'test.mjs',
    imports: "import { describe, test, expect } from 'vitest'\n",
    configure: ({ reporters = [], setupFiles = [] }) => ({
      'vitest.config.mjs': `export default { test: ${JSON.stringify({ reporters: ['dot', ...reporters], setupFiles, outputFile: { junit: 'junit.xml' }, maxWorkers: 2 })} }`,
    }),
  },
  size: { tests: 10_000, runs: 3, compared: ['none', 'ours', 'junit'] },
  targets: (added) => [{ what: 'CPU, x its own junit', value: ratio(added.ours.cpu, added.junit.cpu), most: 1 }],
}
