import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startReport, type TestResult } from '@zephyr-reporters/core'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { cli } from './cli.js'
import { type Manner, type StandIn, startStandIn } from './stand-in.js'

// Everything that a delivery does, against a server that shares no code with ours: nothing that is documented may
// depend on what is not.

let folder: string
let server: StandIn
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'zephyr-stand-in-'))
  const cases = Array.from({ length: 7 }, (_, index) => `<testcase classname="a.b" name="t${index}"/>`).join('')
  const failing = '<testcase classname="a.c" name="fails"><failure>no</failure></testcase>'
  writeFileSync(join(folder, 'in.xml'), `<testsuites><testsuite name="s">${cases}${failing}</testsuite></testsuites>`)
  return () => rmSync(folder, { recursive: true })
})
afterEach(() => server.close())

const env = (more: Record<string, string> = {}): Record<string, string> => ({
  ZEPHYR_URL: server.url,
  ZEPHYR_TOKEN: 'stand-in-token',
  ZEPHYR_PROJECT_ID: '6',
  ZEPHYR_RELEASE_ID: '11',
  ZEPHYR_JOB_NAME: 'Nightly',
  ZEPHYR_CYCLE_NAME: 'Regression',
  ZEPHYR_REPOSITORY_PATH: 'Release 1.0 > Web',
  ZEPHYR_REPOSITORY_TREE_ID: '20',
  ...more,
})
const run = (...args: string[]) => cli(folder, args, env())
const receipt = () => JSON.parse(readFileSync(join(folder, 'zephyr-results/upload.receipt.json'), 'utf8'))
const uploads = () => server.asked.filter((what) => /execute-job|job-detail/.test(what))

const bare: [string, Manner][] = [
  ['refuses every read that is not documented', { reads: 'refused' }],
  ['does so with ids as text, slowly', { reads: 'refused', textIds: true, delay: 120 }],
]

describe.each(bare)('a server that %s', (_, manner) => {
  beforeEach(async () => {
    server = await startStandIn({ ...manner })
  })

  test('create, update, wait: one job, a run each, both complete', async () => {
    for (const operation of ['create-and-execute-job', 'update-execute-job']) {
      const { code, stdout, stderr } = await run('upload', 'in.xml', '--wait', '--json')
      expect(stderr).not.toContain('Error')
      expect(code).toBe(0)
      const { jobs } = server
      expect(JSON.parse(stdout)).toMatchObject({
        status: 'delivered',
        state: 'finished',
        receipt: { jobId: jobs[0]?.id, runId: jobs[0]?.runs.at(-1), status: 'complete', cycleId: 4 },
      })
      expect(uploads().at(-1)).toBe(`POST ${operation} 200`)
    }
    expect(server.jobs).toHaveLength(1)
    expect(server.jobs[0]?.runs).toHaveLength(2)
    expect(server.jobs[0]?.detail.testRepositoryPath).toBe('Release 1.0 > Web')
  })

  test('verify is honest: delivered, not verified, and exit 1 when asked alone', async () => {
    const uploaded = await run('upload', 'in.xml', '--verify')
    expect(uploaded.code).toBe(0)
    expect(uploaded.stderr).toMatch(/Warning: Not verified: .*403/)
    expect(receipt()).toMatchObject({ verified: false, status: 'complete' })
    expect((await run('verify')).code).toBe(1)
  })

  test('calibrate is refused cleanly: no file, no job left', async () => {
    const { code, stderr } = await run('calibrate', '--yes')
    expect(code).toBe(1)
    expect(stderr).toContain('403')
    expect(existsSync(join(folder, 'zephyr.server.json'))).toBe(false)
    expect(server.jobs).toEqual([])
  })

  test('a connection that breaks after the upload: asked, and nothing is stored twice', async () => {
    server.manner.breakUploads = 1
    const { code, stderr } = await run('upload', 'in.xml')
    expect(stderr).toContain('asking before anything is sent again')
    expect(code).toBe(0)
    expect(uploads()).toEqual(['POST create-and-execute-job 200'])
    expect(receipt()).toMatchObject({ jobId: server.jobs[0]?.id })
  })

  test('resend of what was refused: one job, one run', async () => {
    const refused = await cli(folder, ['upload', 'in.xml'], env({ ZEPHYR_TOKEN: 'wrong' }))
    expect(refused.code).toBe(1)
    expect(server.jobs).toEqual([])
    expect((await run('resend')).code).toBe(0)
    expect(server.jobs.map(({ runs }) => runs.length)).toEqual([1])
    expect((await run('resend')).code).toBe(0)
    expect(uploads()).toHaveLength(1)
  })

  test('jobs, status and doctor work by the nine operations alone', async () => {
    await run('upload', 'in.xml')
    const { id = 0 } = server.jobs[0] ?? {}
    expect(JSON.parse((await run('jobs', 'list', '--json')).stdout)).toMatchObject([{ id, jobName: 'Nightly' }])
    expect((await run('jobs', 'show', 'Nightly')).stdout).toContain('Release 1.0 > Web')
    expect((await run('wait', String(id), '--wait', '20')).code).toBe(0)
    expect((await run('status', String(id))).stdout).toContain('complete')
    const doctor = await run('doctor')
    expect(doctor.stdout).toMatch(/ok {2} list of jobs: may be read: 1 job/)
    expect((await run('jobs', 'delete', 'Nightly', '--yes')).code).toBe(0)
    expect(server.jobs).toEqual([])
  })

  test('attachments are refused: the results are delivered, and nothing is lost', async () => {
    const { failRun, receipt } = await reportWithAttachment()
    expect(server.jobs).toHaveLength(1)
    expect(server.asked.some((what) => what.includes('attachment'))).toBe(false)
    expect(receipt).toMatchObject({ verified: false })
    expect(failRun).toBe(false)
  })
})

async function reportWithAttachment() {
  for (const name of Object.keys(process.env)) if (name.startsWith('ZEPHYR_')) vi.stubEnv(name, undefined)
  const options = { ZEPHYR_ATTACHMENTS: 'failed', ZEPHYR_LOG_LEVEL: 'silent', ZEPHYR_STRICT: 'true' }
  for (const [name, value] of Object.entries(env(options))) vi.stubEnv(name, value)
  const path = join(folder, 'shot.png')
  writeFileSync(path, 'png')
  const tests: TestResult[] = [
    {
      file: join(folder, 'a.spec.ts'),
      titles: ['fails'],
      position: [1],
      outcome: 'failed',
      duration: 1,
      failures: [{ type: 'Error', message: 'no', text: 'no' }],
      attachments: [{ path, contentType: 'image/png' }],
    },
  ]
  const run = () => ({ runner: 'playwright', root: folder, startedAt: new Date(), tests })
  const report = await startReport({ runner: 'playwright', cwd: folder, run })
  const { failRun } = await report.end()
  vi.unstubAllEnvs()
  const results = join(folder, 'zephyr-results')
  expect(readdirSync(results).some((name) => name.endsWith('.pending.json'))).toBe(false)
  return { failRun, receipt: JSON.parse(readFileSync(join(results, 'playwright.receipt.json'), 'utf8')) }
}

test('where executions may be read and attachments not, the records are verified and the files named', async () => {
  server = await startStandIn({ reads: 'array' })
  const { failRun, receipt } = await reportWithAttachment()
  expect(receipt).toMatchObject({
    verified: true,
    verification: { right: 1, attachments: { attached: 0, left: [{ path: join(folder, 'shot.png') }] } },
  })
  expect(failRun).toBe(false)
})

test.each([
  ['arrays of three', { reads: 'array', pageSize: 3 }],
  ['objects of two, ids as text', { reads: 'object', pageSize: 2, textIds: true }],
  ['one object of all', { reads: 'object' }],
] as const)('where executions may be read, as %s, they are verified', async (_, manner) => {
  server = await startStandIn({ ...manner })
  const { code, stderr } = await run('upload', 'in.xml', '--verify')
  expect(stderr).toContain('Verified: all 8 test cases are recorded as sent.')
  expect(code).toBe(0)
})
