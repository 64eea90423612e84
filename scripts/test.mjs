// `npm test`: builds, checks and runs every test, and closes with one line of totals.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const folder = mkdtempSync(join(tmpdir(), 'zephyr-reporters-test-'))
const totals = { passed: 0, failed: 0 }
const failures = []

check('build', 'turbo', ['run', 'build', '--output-logs=errors-only'])
if (failures.length === 0) {
  check('format and lint', 'biome', ['check', '--error-on-warnings', '.'])
  check('types of the tests', 'tsc', ['-p', 'tsconfig.json'])
  check('nothing unused', 'knip', ['--no-progress', '--no-config-hints'])
  tests('unit')
  // Together: half of the slow ones' time is waiting, and the runners' is work.
  tests('slow', 'fidelity')
}
rmSync(folder, { recursive: true, force: true })

for (const failure of failures) console.log(`failed: ${failure}`)
console.log(`${totals.passed} passed, ${totals.failed} failed`)
process.exitCode = totals.failed === 0 && totals.passed > 0 ? 0 : 1

function check(name, command, args) {
  const started = Date.now()
  console.log(`\n== ${name}`)
  const { status } = spawnSync(command, args, { stdio: 'inherit', shell: process.platform === 'win32' })
  count(name, status === 0)
  console.log(`== ${name}: ${status === 0 ? 'fine' : `exit ${status}`} in ${seconds(started)}`)
}

/** Vitest projects in one run; a run that failed without a failing test (an unhandled error, no file found) counts as one failure. */
function tests(...projects) {
  const name = projects.join(' and ')
  const started = Date.now()
  console.log(`\n== ${name} tests`)
  const report = join(folder, `${projects[0]}.json`)
  const chosen = projects.flatMap((project) => ['--project', project])
  const args = ['run', ...chosen, '--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
  const { status } = spawnSync('vitest', args, {
    stdio: 'inherit',
    // Built above; see build-once.mjs.
    env: { ...process.env, BUILT_ALREADY: 'true' },
    shell: process.platform === 'win32',
  })
  const { numPassedTests = 0, numFailedTests = 0 } = readReport(report)
  totals.passed += numPassedTests
  totals.failed += numFailedTests
  if (numFailedTests > 0) failures.push(`${numFailedTests} ${name} tests`)
  else if (status !== 0 || numPassedTests === 0)
    count(`the ${name} tests ended with ${status}, ${numPassedTests} passed`, false)
  console.log(`== ${name} tests: ${numPassedTests} passed, ${numFailedTests} failed in ${seconds(started)}`)
}

function readReport(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch (error) {
    console.log(`no report of the tests: ${error.message}`)
    return {}
  }
}

function count(name, fine) {
  totals[fine ? 'passed' : 'failed']++
  if (!fine) failures.push(name)
}

function seconds(since) {
  return `${((Date.now() - since) / 1000).toFixed(1)} s`
}
