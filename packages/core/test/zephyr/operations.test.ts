import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { inspect } from 'node:util'
import { createZephyrClient, ZephyrError } from '@zephyr-reporters/core'
import { messageOf } from '@zephyr-reporters/core/internal'
import { startEmulator } from '@zephyr-reporters/emulator'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { temporaryFolder } from '../folder.ts'
import { requiredDetail } from './detail.ts'

const token = 's3cr3t-t0ken-marked'
let emulator: Awaited<ReturnType<typeof startEmulator>>
let zephyr: ReturnType<typeof createZephyrClient>
beforeAll(async () => {
  emulator = await startEmulator({ token, strictWorld: true, newMs: 1, queuedMs: 1 })
  zephyr = createZephyrClient({ url: emulator.url, token })
})
afterAll(() => emulator.close())

const detail = {
  ...requiredDetail,
  jobName: 'Nightly ünï',
  isReuse: true,
  assignResultsTo: '1',
  environment: 'qa',
  phaseName: 'new',
  createPackage: true,
}
const xml = '<testsuites><testsuite><testcase classname="a.b" name="c"/></testsuite></testsuites>'
function resultFile() {
  const path = join(temporaryFolder(), 'result.xml')
  writeFileSync(path, xml)
  return path
}
async function untilEnded(jobId: number) {
  for (;;) {
    const run = await zephyr.getJobProgress(jobId)
    if (run.status !== 'new' && run.status !== 'queued') return run
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}

describe('the nine operations', () => {
  test('createJob answers the job, with its id', async () => {
    const job = await zephyr.createJob(detail, resultFile())
    expect(job).toMatchObject({ jobName: detail.jobName, testRepositoryPath: 'Release 1.0 &gt; Automation' })
    expect(job.id).toBeGreaterThan(100)
  })

  test('executeJobs answers one run for each job, with the runs’ ids', async () => {
    const { id } = await zephyr.createJob(detail, resultFile())
    const runs = await zephyr.executeJobs([id])
    expect(runs).toMatchObject([{ status: 'new' }])
    expect(runs[0]?.id).toBeGreaterThan(5000)
  })

  test('createAndExecuteJob answers the run; the list has the job, with the file’s own name', async () => {
    const run = await zephyr.createAndExecuteJob(
      { ...detail, jobName: 'Listed' },
      { path: resultFile(), name: 'jest-1.xml' },
    )
    const jobs = await zephyr.listJobs({ projectId: 1, releaseId: 11 })
    const job = jobs.find(({ attachmentName }) => attachmentName === 'jest-1.xml')
    expect(job).toMatchObject({ jobName: 'Listed', cycleStartDate: Date.UTC(2026, 1, 3) })
    expect(job).not.toHaveProperty('cycleName')
    expect(await untilEnded(job?.id ?? 0)).toMatchObject({
      id: run.id,
      status: 'complete',
      automationJobDetailId: job?.id,
    })
    expect(emulator.records({ runId: run.id })).toMatchObject([{ packageName: 'a.b', name: 'c', status: 'PASS' }])
  })

  test('updateAndExecuteJob answers the job and starts a run with the new file', async () => {
    const { id } = await zephyr.createJob(detail, resultFile())
    const job = await zephyr.updateAndExecuteJob({ id, cycleName: 'Other' }, new File([xml], 'memory.xml'))
    expect(job).toMatchObject({ id, cycleName: 'Other', jobName: detail.jobName })
    expect(emulator.runs(id)).toMatchObject([{ fileName: 'memory.xml' }])
  })

  test('getJob answers all properties; dates are epoch milliseconds, the user a number', async () => {
    const { id } = await zephyr.createJob(detail, resultFile())
    expect(await zephyr.getJob(id)).toMatchObject({
      id,
      cycleName: 'Regression',
      cycleStartDate: Date.UTC(2026, 1, 3),
      assignResultsTo: 1,
      fileUplaodJobPath: 'result.xml',
      createPackage: true,
    })
  })

  test('cancelRun answers true, and the run is cancelled', async () => {
    const slow = await startEmulator({ token, newMs: 60_000 })
    const client = createZephyrClient({ url: slow.url, token })
    const run = await client.createAndExecuteJob(detail, resultFile())
    expect(await client.cancelRun(run.id)).toBe(true)
    expect(slow.runs()).toMatchObject([{ status: 'cancelled' }])
    await slow.close()
  })

  test('deleteJobs takes an empty answer', async () => {
    const { id } = await zephyr.createJob(detail, resultFile())
    expect(await zephyr.deleteJobs([id])).toBeUndefined()
    await expect(zephyr.getJob(id)).rejects.toMatchObject({ status: 400 })
  })
})

const file = () => new File([xml], 'x.xml')
const calls: Record<string, (client: ReturnType<typeof createZephyrClient>) => Promise<unknown>> = {
  createJob: (client) => client.createJob({ ...detail, projectId: 999 }, file()),
  executeJobs: (client) => client.executeJobs([999]),
  createAndExecuteJob: (client) => client.createAndExecuteJob({ ...detail, releaseId: 999 }, file()),
  updateAndExecuteJob: (client) => client.updateAndExecuteJob({ id: 999 }, file()),
  getJobProgress: (client) => client.getJobProgress(999),
  cancelRun: (client) => client.cancelRun(999),
  getJob: (client) => client.getJob(999),
  listJobs: (client) => client.listJobs({ projectId: 999, releaseId: 1 }),
  deleteJobs: (client) => client.deleteJobs([999]),
}

describe.each(Object.entries(calls))('%s, refused', (operation, call) => {
  const failure = async (client: ReturnType<typeof createZephyrClient>) => {
    const error: unknown = await call(client).then(
      () => undefined,
      (reason: unknown) => reason,
    )
    if (!(error instanceof ZephyrError)) throw new Error(`expected a ZephyrError, got ${inspect(error)}`)
    expect(error.operation).toBe(operation)
    expect(error.hint).not.toBe('')
    const shown = inspect(error, { depth: 10, showHidden: true }) + JSON.stringify(error) + error.stack
    expect(shown).not.toContain(token)
    return error
  }

  test('400: says what the server said', async () => {
    expect(await failure(zephyr)).toMatchObject({ status: 400, serverMessage: expect.stringContaining('999') })
  })

  test('401: unwraps JSON within JSON and names the token', async () => {
    const error = await failure(createZephyrClient({ url: emulator.url, token: 'wrong' }))
    expect(error).toMatchObject({
      status: 401,
      serverMessage: expect.stringMatching(/^Authentication token is missing/),
    })
    expect(error.message).toContain('set `token`')
    // What the reporters and the command line make of it.
    expect(messageOf(error)).toContain('set ZEPHYR_TOKEN')
  })

  test('403', async () => {
    expect(await failure(createZephyrClient({ url: emulator.url, token: emulator.deniedToken }))).toMatchObject({
      status: 403,
    })
  })

  test('404: another place than Zephyr', async () => {
    expect(await failure(createZephyrClient({ url: `${emulator.url}/elsewhere`, token }))).toMatchObject({
      status: 404,
    })
  })

  test('500', async () => {
    const broken: typeof fetch = async () => new Response(`{"errorMsg":"broken for Bearer ${token}"}`, { status: 500 })
    const error = await failure(createZephyrClient({ url: emulator.url, token, retries: 0, fetch: broken }))
    expect(error).toMatchObject({ status: 500, reached: 'unknown', serverMessage: 'broken for Bearer ***' })
  })

  test('a server that is not there', async () => {
    const gone = await startEmulator()
    await gone.close()
    const error = await failure(createZephyrClient({ url: gone.url, token, retries: 0 }))
    expect(error).toMatchObject({ reached: 'no', message: expect.stringContaining('refused the connection') })
  })
})

test.each(['', '/', '/flex', '/flex/', '/flex/services/rest', '/flex/services/rest/v4/'])(
  'an address with "%s" behind the host',
  async (suffix) => {
    const client = createZephyrClient({ url: `${emulator.url}${suffix}`, token })
    expect(await client.listJobs({ projectId: 1, releaseId: 11 })).toBeInstanceOf(Array)
  },
)

test('a path before /flex', async () => {
  const behind = await startEmulator({ token, prefix: '/zephyr' })
  const client = createZephyrClient({ url: `${new URL(behind.url).origin}/zephyr/flex/services/rest/`, token })
  expect(await client.listJobs({ projectId: 1, releaseId: 11 })).toEqual([])
  await behind.close()
})

test.each(['https://me:s3cr3t-t0ken-marked@acme.example', 'not an address', 'ftp://acme.example'])(
  '%s is refused at once',
  (url) => {
    expect(() => createZephyrClient({ url, token })).toThrow(/address/)
    expect(() => createZephyrClient({ url, token })).not.toThrow(token)
  },
)

test('Basic authentication; names that are not ASCII ask for a token', async () => {
  const client = createZephyrClient({ url: emulator.url, username: 'admin', password: 'admin' })
  expect(await client.listJobs({ projectId: 1, releaseId: 11 })).toBeInstanceOf(Array)
  expect(() => createZephyrClient({ url: emulator.url, username: 'jürgen', password: 'x' })).toThrow(/API token/)
})
