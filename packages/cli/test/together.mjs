// Several uploads at once in one folder, as where one CI step starts them side by side. Counts what must never happen.
import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const main = join(import.meta.dirname, '../dist/main.js')
const token = 'together-s3cret-marked'

/**
 * @param {string} folder
 * @param {string[]} args
 * @param {Record<string, string>} env
 * @returns {Promise<{ code: number, out: string }>}
 */
export function zephyrReport(folder, args, env) {
  const { PATH = '', HOME = '' } = process.env
  return new Promise((resolve) => {
    const options = { cwd: folder, env: { PATH, HOME, ...env } }
    execFile(process.execPath, [main, ...args], options, (error, stdout, stderr) =>
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, out: stdout + stderr }),
    )
  })
}

/**
 * The options of one of several pipelines, each with a job of its own.
 *
 * @param {string} url
 * @param {string} job
 * @returns {Record<string, string>}
 */
export const pipeline = (url, job) => ({
  ZEPHYR_URL: url,
  ZEPHYR_TOKEN: token,
  ZEPHYR_PROJECT_ID: '1',
  ZEPHYR_RELEASE_ID: '11',
  ZEPHYR_JOB_NAME: job,
  ZEPHYR_CYCLE_NAME: 'Together',
  ZEPHYR_REPOSITORY_PATH: 'Together',
  ZEPHYR_REPOSITORY_TREE_ID: '32',
})

/**
 * One round: every process uploads results that no other has, to a job that no other has; then `resend` is run.
 *
 * @param {import('@zephyr-reporters/emulator').Emulator} emulator
 * @param {{ processes: number, round: number, folder: string }} of
 */
export async function round(emulator, { processes, round: number, folder }) {
  const all = Array.from({ length: processes }, (_, index) => {
    const job = `together-${index}`
    const tests = Array.from({ length: 1 + index }, (_, at) => `${job} ${number} ${at}`)
    const cases = tests.map(
      (name, at) => `<testcase classname="c" name="${name}">${at % 2 === 0 ? '' : '<failure>no</failure>'}</testcase>`,
    )
    writeFileSync(join(folder, `${job}.xml`), `<testsuite name="s">${cases.join('')}</testsuite>`)
    return { job, tests, before: runsOf(emulator, job).length }
  })
  const ran = await Promise.all(
    all.map(({ job }) => zephyrReport(folder, ['upload', `${job}.xml`], pipeline(emulator.url, job))),
  )
  const resent = await zephyrReport(folder, ['resend'], pipeline(emulator.url, 'together-0'))
  await ended(emulator)
  const wrong = { mixed: 0, lost: 0, doubled: 0, failed: 0, litter: 0, view: 0 }
  for (const [index, { job, tests, before }] of all.entries()) {
    const [run, ...more] = runsOf(emulator, job).slice(before)
    if (more.length > 0) wrong.doubled++
    if (ran[index]?.code !== 0) wrong.failed++
    if (!run) wrong.lost++
    else if (recordsOf(emulator, run.id).join() !== tests.join()) wrong.mixed++
  }
  if (resent.code !== 0 || !resent.out.includes('Nothing is pending')) wrong.failed++
  const left = readdirSync(join(folder, 'zephyr-results'), { recursive: true, encoding: 'utf8' })
  if (left.some((name) => /\.(tmp|lock|claim|pending\.json)$/.test(name))) wrong.litter++
  if (left.filter((name) => /deliveries.*\.receipt\.json$/.test(name)).length !== 1) wrong.litter++
  if (!isOneRun(join(folder, 'zephyr-results'))) wrong.view++
  return { ...wrong, said: ran.map(({ out }) => out).join('') + resent.out, left }
}

/** What people look at is of one run: the receipt is that of the file beside it. */
function isOneRun(folder) {
  const { sha256 } = JSON.parse(readFileSync(join(folder, 'upload.receipt.json'), 'utf8'))
  return (
    createHash('sha256')
      .update(readFileSync(join(folder, 'upload.xml')))
      .digest('hex') === sha256
  )
}

const runsOf = (emulator, jobName) => {
  const ids = new Set(
    emulator
      .jobs()
      .filter(({ detail }) => detail.jobName === jobName)
      .map(({ id }) => id),
  )
  return emulator.runs().filter(({ job }) => ids.has(job))
}
const recordsOf = (emulator, runId) =>
  emulator
    .records({ runId })
    .map(({ name }) => name)
    .sort()

async function ended(emulator) {
  while (emulator.runs().some(({ status }) => status === 'new' || status === 'queued'))
    await new Promise((resolve) => setTimeout(resolve, 2))
}

/** Rounds in one folder, one behind the other, so that each meets what the one before left. */
export async function rounds(startEmulator, { processes, count }) {
  const emulator = await startEmulator({ token, newMs: 1, queuedMs: 1 })
  const folder = mkdtempSync(join(tmpdir(), 'zephyr-together-'))
  const total = { processes, rounds: count, mixed: 0, lost: 0, doubled: 0, failed: 0, litter: 0, view: 0 }
  const said = []
  try {
    for (let number = 0; number < count; number++) {
      const result = await round(emulator, { processes, round: number, folder })
      const counts = ['mixed', 'lost', 'doubled', 'failed', 'litter', 'view']
      for (const name of counts) total[name] += result[name]
      if (counts.some((name) => result[name] > 0)) said.push(`${result.said}${result.left.join('\n')}`)
    }
    return { total, said }
  } finally {
    await emulator.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

if (process.argv[1] === import.meta.filename) {
  const [processes = 2, count = 200] = process.argv.slice(2).map(Number)
  const { startEmulator } = await import('@zephyr-reporters/emulator')
  const { total, said } = await rounds(startEmulator, { processes, count })
  console.table([total])
  console.log(said.slice(0, 3).join('\n'))
  process.exitCode = said.length > 0 ? 1 : 0
}
