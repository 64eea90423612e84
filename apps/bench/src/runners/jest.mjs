import { ratio } from '../measure.mjs'

const qase = { mode: 'report', report: { connection: { local: { path: 'qase', format: 'json' } } } }

export default {
  installs: { jest: '30.5.2' },
  peers: {
    'jest-junit': '17.0.0',
    'allure-jest': '3.12.2',
    'jest-qase-reporter': '2.6.0',
    'jest-ctrf-json-reporter': '0.0.11',
  },
  variants: {
    none: {},
    ours: { reporters: ['@zephyr-reporters/jest'], env: { ZEPHYR_TOKEN: 'bench-token' } },
    'jest-junit': { reporters: ['jest-junit'] },
    allure: { testEnvironment: 'allure-jest/node' },
    qase: { reporters: [['jest-qase-reporter', qase]] },
    ctrf: { reporters: ['jest-ctrf-json-reporter'] },
  },
  suite: {
    args: ['--config=jest.config.json'],
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
  size: { tests: 20_000, runs: 5, compared: ['none', 'ours', 'jest-junit'] },
  note: 'Within what Jest itself differs from run to run (some 20 ms). A profile of the main process, in samples of 0.1 ms, has 70 ms of ours: 15 for loading and reading the options, 15 for translating the results, 10 for naming, 15 for elements and bytes, 12 at the end, with the hash and the flush to the disk. What is above that is V8, which compiles these functions for speed once they are hot (20 ms in all) and collects their objects.',
  // Its memory is the part `jest-memory`: here it is lost in Jest's own.
  targets: (added) => [{ what: 'CPU, x jest-junit', value: ratio(added.ours.cpu, added['jest-junit'].cpu), most: 0.5 }],
}
