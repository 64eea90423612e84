// `npm run demo`: a real suite of each runner, delivered to an emulator twice (create, then update), and side by side what each
// runner said and what Zephyr recorded. Exit 0 exactly if they agree; the suites' own red tests are part of it.
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { runners } from '../packages/reporter-kit/src/runners.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const keep = process.argv.includes('--keep')
const folder = mkdtempSync(join(tmpdir(), 'zephyr-demo-'))

// Each runner's own JSON is what it says; nothing of ours takes part in it. How to get and read it: `apps/demo-<runner>/demo.mjs`.
const suites = await Promise.all(
  runners.map(async ({ name, run }) => ({
    runner: name,
    run: run.split(' '),
    ...(await import(new URL(`../apps/demo-${name}/demo.mjs`, import.meta.url).href)),
  })),
)

step('Building')
run('turbo', ['run', 'build', '--output-logs=errors-only'], { stdio: 'inherit' })

const { startEmulator } = await import(new URL('../apps/emulator/dist/index.js', import.meta.url).href)
const emulator = await startEmulator()
step(`Emulator at ${emulator.url}`)

const rows = []
for (const delivery of ['create', 'update']) {
  for (const suite of suites) {
    step(`${suite.runner}: ${delivery}`)
    rows.push(await demonstrate(suite, delivery))
  }
}

console.log('\nWhat each runner said in its own report, and what Zephyr recorded, test by test:\n')
console.log(
  tableOf(rows.map(({ differences, ...row }) => ({ ...row, agree: differences.length === 0 ? 'yes' : 'NO' }))),
)
const differences = rows.flatMap(({ runner, delivery, differences }) =>
  differences.map((text) => `${runner}, ${delivery}: ${text}`),
)
for (const difference of differences) console.log(`DIFFERENCE ${difference}`)
console.log(
  differences.length === 0
    ? 'Every record is what the runner said. (The red tests in the suites are red by design.)'
    : `${differences.length} differences.`,
)
const story = await writeStory()
rmSync(folder, { recursive: true, force: true })
process.exitCode = differences.length === 0 ? 0 : 1
if (keep) {
  console.log(`\nThe emulator stays up (token ${emulator.token}); Ctrl+C ends it. Its runs, live:\n  ${emulator.url}`)
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => emulator.close())
} else {
  await emulator.close()
  console.log(
    '\n`npm run demo -- --keep` keeps the emulator up, with history, cycles and what changed from run to run.',
  )
}
console.log(`\nWhat was delivered, and what Zephyr has of it:\n  ${story}`)

/** One page with what Zephyr recorded of each suite's last run. */
async function writeStory() {
  // The pages are private: others have them built in, so there is no build of their own.
  await import('./source.mjs')
  const { reportFile } = await import(new URL('../packages/pages/src/index.ts', import.meta.url).href)
  const { foldersOf } = await import(new URL('../packages/parser-template/dist/index.js', import.meta.url).href)
  const outcomes = { PASS: 'passed', FAIL: 'failed' }
  const cases = emulator.jobs().flatMap(({ id }) =>
    emulator
      .records({ jobId: id })
      .map(({ packageName, name, status, attachment, requirements, tags, milliseconds }) => ({
        ...{ name, requirements, tags, text: attachment, durationMs: milliseconds },
        ...{ file: '', folders: foldersOf(packageName, true), outcome: outcomes[status] ?? 'other' },
      })),
  )
  const lines = rows.map(
    (row) =>
      `${row.runner}, ${row.delivery}: the runner said ${row['runner passed']} passed and ${row['runner failed']} failed; Zephyr recorded ${row['Zephyr PASS']} passed and ${row['Zephyr FAIL']} failed. ${row['did not run, left out']} did not run and were left out.`,
  )
  const intro = `${suites.length} suites were run twice: the first run of each created its job in Zephyr, the second updated it. Red tests are red by design. Below is what Zephyr has of the second runs.`
  const path = join(root, 'zephyr-results', 'demo.html')
  mkdirSync(join(root, 'zephyr-results'), { recursive: true })
  writeFileSync(path, reportFile({ title: 'The demo: what Zephyr recorded', lines: [intro, ...lines], cases }))
  return pathToFileURL(path).href
}

async function demonstrate({ runner, run, report, testsOf }, delivery) {
  const cwd = join(root, 'apps', `demo-${runner}`)
  const known = new Set(emulator.runs().map(({ id }) => id))
  const { args, env } = report(folder)
  const output = await execute([...run, ...args], {
    cwd,
    env: {
      ...withoutZephyr(process.env),
      ...env,
      ZEPHYR_URL: emulator.url,
      ZEPHYR_TOKEN: emulator.token,
      ZEPHYR_PROJECT_ID: '1',
      ZEPHYR_RELEASE_ID: '11',
      ZEPHYR_JOB_NAME: `Demo ${runner}`,
      ZEPHYR_CYCLE_NAME: 'Demo',
      ZEPHYR_REPOSITORY_PATH: 'Release 1.0 > Automation',
      ZEPHYR_REPOSITORY_TREE_ID: '32',
      // The suites are packages of one workspace.
      ZEPHYR_PACKAGE_PREFIX: `demo ${runner}`,
      ZEPHYR_WAIT: '30',
    },
  })
  for (const line of output.split('\n').filter((text) => text.startsWith('[zephyr]'))) console.log(`  ${line}`)
  const fresh = emulator.runs().filter(({ id }) => !known.has(id))
  const own = join(folder, `${runner}.json`)
  if (!existsSync(own)) throw new Error(`${runner} wrote no report of its own:\n${output}`)
  const reported = testsOf(JSON.parse(readFileSync(own, 'utf8')))
  const records = fresh.flatMap(({ id }) => emulator.records({ runId: id }))
  const recorded = count(records.map(({ status }) => status))
  const outcomes = count(reported.map(([, status]) => status))
  const differences = compare(reported, records)
  if (fresh.length !== 1) differences.unshift(`${fresh.length} runs instead of one`)
  else if (fresh[0].status !== 'complete') differences.unshift(`the run ended as ${fresh[0].status}`)
  const jobs = emulator.jobs().filter(({ detail }) => detail.jobName === `Demo ${runner}`)
  if (jobs.length !== 1) differences.unshift(`${jobs.length} jobs of the name instead of one`)
  return {
    runner,
    delivery,
    'runner passed': outcomes.passed ?? 0,
    'Zephyr PASS': recorded.PASS ?? 0,
    'runner failed': outcomes.failed ?? 0,
    'Zephyr FAIL': recorded.FAIL ?? 0,
    'did not run, left out': reported.filter(([, status]) => !isResult(status)).length,
    differences,
  }
}

/** Test by test, by name; tests that did not run must not be there. */
function compare(reported, records) {
  const wanted = reported
    .filter(([, status]) => isResult(status))
    .map(([name, status]) => `${name}: ${status === 'passed' ? 'PASS' : 'FAIL'}`)
  const found = records.map(({ name, status }) => `${name}: ${status}`)
  const missing = without(wanted, found).map((record) => `not recorded: ${record}`)
  return [...missing, ...without(found, wanted).map((record) => `recorded, but not in the runner's report: ${record}`)]
}

function without(from, others) {
  const left = [...others]
  return from.filter((item) => {
    const index = left.indexOf(item)
    if (index >= 0) left.splice(index, 1)
    return index < 0
  })
}

function isResult(status) {
  return status === 'passed' || status === 'failed'
}

/** The user's own options are not the demo's. */
function withoutZephyr(env) {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith('ZEPHYR_')))
}

function tableOf(rows) {
  const names = Object.keys(rows[0])
  const lines = [names, ...rows.map((row) => names.map((name) => String(row[name])))]
  const widths = names.map((_, column) => Math.max(...lines.map((line) => line[column].length)))
  return lines.map((line) => line.map((text, column) => text.padEnd(widths[column])).join('   ')).join('\n')
}

function count(words) {
  const counts = {}
  for (const word of words) counts[word] = (counts[word] ?? 0) + 1
  return counts
}

/** The emulator lives in this process, so the suites must not block it. */
function execute([command, ...args], { cwd, env }) {
  return new Promise((resolve, reject) => {
    const child = spawn(join(cwd, 'node_modules/.bin', command), args, {
      cwd,
      env,
      shell: process.platform === 'win32',
    })
    let output = ''
    child.stdout.on('data', (text) => (output += text))
    child.stderr.on('data', (text) => (output += text))
    child.on('error', reject)
    child.on('close', () => resolve(output))
  })
}

function run(command, args, options) {
  const { status } = spawnSync(command, args, { cwd: root, shell: process.platform === 'win32', ...options })
  if (status !== 0) process.exit(status ?? 1)
}

function step(text) {
  console.log(`\n== ${text}`)
}
