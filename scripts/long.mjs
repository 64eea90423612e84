// `npm run test:long`: the property tests of names, writer and merge at length (100,000 cases each; merge 1,000).
import { spawnSync } from 'node:child_process'

const started = Date.now()
const tests = ['packages/core/test/results', 'packages/core/test/junit']
const { status } = spawnSync('vitest', ['run', '--project', 'unit', ...tests], {
  stdio: 'inherit',
  env: { ...process.env, LONG_RUN: '1' },
  shell: process.platform === 'win32',
})
console.log(`The long run ended with ${status} after ${Math.round((Date.now() - started) / 1000)} s.`)
process.exitCode = status ?? 1
