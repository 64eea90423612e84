// `npm test`: builds, checks and runs every test, and closes with one line of totals.
import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'

const root = join(import.meta.dirname, '..')
const folder = mkdtempSync(join(tmpdir(), 'zephyr-reporters-test-'))
const totals = { passed: 0, failed: 0 }
const failures = []

await check('build', 'turbo', ['run', 'build', '--output-logs=errors-only'])
// The checks beside the tests, half of whose time is waiting: for processes, and for servers that stand still.
if (failures.length === 0) await Promise.all([tests(), checks()])
rmSync(folder, { recursive: true, force: true })

for (const failure of failures) console.log(`failed: ${failure}`)
console.log(`${totals.passed} passed, ${totals.failed} failed`)
process.exitCode = totals.failed === 0 && totals.passed > 0 ? 0 : 1

async function checks() {
  await check('format and lint', 'biome', ['check', '--error-on-warnings', '.'])
  await check('types of the tests', 'tsc', ['-p', 'tsconfig.json'])
  await check('nothing unused', 'knip', ['--no-progress', '--no-config-hints'])
}

/** One command whose output is printed as a whole when it ends. */
async function check(name, command, args) {
  const started = Date.now()
  const { status, output } = await run(command, args, 'pipe')
  count(name, status === 0)
  console.log(`\n== ${name}\n${output}== ${name}: ${status === 0 ? 'fine' : `exit ${status}`} in ${seconds(started)}`)
}

/** All tests in one run of Vitest; a run that failed without a failing test (an unhandled error, no file found) counts as one failure. */
async function tests() {
  const started = Date.now()
  console.log('\n== tests')
  const report = join(folder, 'tests.json')
  const projects = ['unit', 'slow', 'fidelity'].flatMap((name) => ['--project', name])
  const args = ['run', ...projects, '--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
  // Built above; see build-once.mjs.
  const { status } = await run('vitest', args, 'inherit', { BUILT_ALREADY: 'true' })
  const { numPassedTests = 0, numFailedTests = 0, testResults = [] } = readReport(report)
  totals.passed += numPassedTests
  totals.failed += numFailedTests
  if (numFailedTests > 0) failures.push(`${numFailedTests} tests`)
  else if (status !== 0 || numPassedTests === 0)
    count(`the tests ended with ${status}, ${numPassedTests} passed`, false)
  console.log(`== the slowest files\n${slowest(testResults)}`)
  console.log(`== tests: ${numPassedTests} passed, ${numFailedTests} failed in ${seconds(started)}`)
}

/** The files that decide how long all of it takes. */
function slowest(files) {
  const took = files.map(({ name, startTime, endTime }) => ({ name, ms: endTime - startTime }))
  const lines = took.sort((one, other) => other.ms - one.ms).slice(0, 10)
  return lines.map(({ name, ms }) => `${(ms / 1000).toFixed(0).padStart(5)} s  ${relative(root, name)}`).join('\n')
}

function readReport(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch (error) {
    console.log(`no report of the tests: ${error.message}`)
    return {}
  }
}

function run(command, args, output, env = {}) {
  const child = spawn(command, args, {
    cwd: root,
    stdio: ['ignore', output, output],
    env: { ...process.env, ...env },
    shell: process.platform === 'win32',
  })
  let text = ''
  for (const stream of [child.stdout, child.stderr])
    stream?.setEncoding('utf8').on('data', (piece) => {
      text += piece
    })
  return new Promise((resolve) => {
    child.on('error', ({ message }) => resolve({ status: message, output: text }))
    child.on('close', (code, signal) => resolve({ status: code ?? signal, output: text }))
  })
}

function count(name, fine) {
  totals[fine ? 'passed' : 'failed']++
  if (!fine) failures.push(name)
}

function seconds(since) {
  return `${((Date.now() - since) / 1000).toFixed(1)} s`
}
