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
  size: { tests: 20_000, runs: 3 },
  targets: (added) => [
    { what: 'CPU, x jest-junit', value: ratio(added.ours.cpu, added['jest-junit'].cpu), most: 0.5 },
    { what: 'memory, x jest-junit', value: ratio(added.ours.memory, added['jest-junit'].memory), most: 0.5 },
  ],
}
