import { createHash } from 'node:crypto'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { type Emulator, startEmulator } from '@zephyr-reporters/emulator'
import { expect, test } from 'vitest'
import { often, type Project, project } from '../harness/project.ts'
import { installOf as installOfJest, newest as newestJest } from '../jest/jest.ts'
import { newest as newestPlaywright } from '../playwright/harness.ts'
import { installOf as installOfVitest, newest as newestVitest } from '../vitest/vitest.ts'

// Several processes of one runner in one folder at once, each with tests and a job of its own: what one ran is never sent
// as another's, each is recorded once, and a later `resend` finds nothing. ZEPHYR_TEST_ROUNDS=200 does many rounds.

const rounds = Number(process.env.ZEPHYR_TEST_ROUNDS ?? 2)

interface Runner {
  name: 'jest' | 'vitest' | 'playwright'
  install: Record<string, string>
  /** Runs the tests of one process alone. */
  args: (part: string) => string[]
}

const runners: Runner[] = [
  {
    name: 'jest',
    install: installOfJest(newestJest),
    args: (part) => ['--ci', '--runInBand', `tests/${part}`],
  },
  {
    name: 'vitest',
    install: installOfVitest(newestVitest),
    args: (part) => ['run', `tests/${part}`],
  },
  {
    name: 'playwright',
    install: { '@playwright/test': newestPlaywright },
    // Playwright clears its own output folder.
    args: (part) => ['test', part, '--workers=1', `--output=out-${part}`],
  },
]

const options = ({ url, token }: Emulator, job: string) => ({
  ZEPHYR_URL: url,
  ZEPHYR_TOKEN: token,
  ZEPHYR_PROJECT_ID: '1',
  ZEPHYR_RELEASE_ID: '11',
  ZEPHYR_JOB_NAME: job,
  ZEPHYR_CYCLE_NAME: 'Together',
  ZEPHYR_REPOSITORY_PATH: 'Together',
  ZEPHYR_REPOSITORY_TREE_ID: '32',
})

const runsOf = (emulator: Emulator, job: string) => {
  const jobs = emulator.jobs().filter(({ detail }) => detail.jobName === job)
  return jobs.flatMap(({ id }) => emulator.runs(id))
}

/** What one process runs: as many tests as its number says, and one more; every second one fails. */
const due = (process: number) =>
  Array.from({ length: process + 1 }, (_, at) => `${at % 2 === 0 ? 'PASS' : 'FAIL'} p${process} test ${at}`)

async function round(runner: Runner, { run, folder, report, read }: Project, processes: number, emulator: Emulator) {
  const parts = Array.from({ length: processes }, (_, index) => {
    const job = `${runner.name} p${index}`
    return { index, job, before: runsOf(emulator, job).length }
  })
  const ran = await Promise.all(
    parts.map(({ index, job }) => run(runner.args(`p${index}`), { env: options(emulator, job) })),
  )
  const resent = await report(['resend'], options(emulator, `${runner.name} p0`))
  const said = [...ran, resent].map(({ stderr, stdout }) => stdout + stderr).join('\n')
  for (const { index, job, before } of parts) {
    const fresh = () => runsOf(emulator, job).slice(before)
    expect(fresh(), said).toHaveLength(1)
    const records = () => emulator.records({ runId: fresh()[0]?.id }).map(({ status, name }) => `${status} ${name}`)
    await expect.poll(records, { message: said }).toEqual(due(index))
    expect(ran[index]?.stderr).toContain('Delivered to Zephyr')
  }
  expect([resent.code, resent.stdout], said).toEqual([0, expect.stringContaining('Nothing is pending')])
  const left = await readdir(join(folder, 'zephyr-results'), { recursive: true })
  expect(left.filter((name) => /\.(tmp|lock|claim|pending\.json)$/.test(name))).toEqual([])
  // What people look at is of one run.
  const file = `zephyr-results/${runner.name}`
  const { sha256 } = JSON.parse(await read(`${file}.receipt.json`))
  expect(
    createHash('sha256')
      .update(await read(`${file}.xml`))
      .digest('hex'),
  ).toBe(sha256)
}

for (const runner of runners) {
  test.each(often([3], [2, 4]))(
    `${runner.name}: %i processes at once in one folder`,
    { timeout: rounds * 60_000 + 240_000 },
    async (processes) => {
      const emulator = await startEmulator({ newMs: 1, queuedMs: 1 })
      const suite = join(import.meta.dirname, 'suite', runner.name)
      const made = await project({ ...runner, runner: runner.name, suite })
      try {
        for (let number = 0; number < rounds; number++) await round(runner, made, processes, emulator)
      } finally {
        await emulator.close()
      }
    },
  )
}
