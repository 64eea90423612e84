import { execFileSync, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Emulator, startEmulator } from '@zephyr-reporters/emulator'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

let emulator: Emulator
beforeAll(async () => {
  emulator = await startEmulator({ newMs: 1, queuedMs: 1, strictWorld: true })
})
afterAll(() => emulator.close())

const detail = {
  jobName: 'Nightly',
  projectId: 1,
  releaseId: 11,
  automationFramework: 'junit',
  cycleName: 'Regression',
  jobDetailTcrCatalogTreeId: 32,
  testRepositoryPath: 'Release 1.0 > Automation',
  cycleStartDateStr: '02/03/2026',
  cycleEndDateStr: '02/21/2026',
  isReuse: true,
  createPackage: true,
}
const suite = (...cases: string[]) => `<testsuites><testsuite>${cases.join('')}</testsuite></testsuites>`

function form(parts: { detail?: unknown; xml?: string; name?: string }) {
  const body = new FormData()
  if (parts.xml !== undefined) body.append('fileName', new Blob([parts.xml]), parts.name ?? 'r.xml')
  if (parts.detail !== undefined) body.append('automationJobDetail', JSON.stringify(parts.detail))
  return body
}

async function call(
  path: string,
  {
    body,
    authorization = `Bearer ${emulator.token}`,
    method = body ? 'POST' : 'GET',
    to = emulator,
  }: { body?: FormData | string; authorization?: string; method?: string; to?: Emulator } = {},
) {
  const answer = await fetch(`${to.url}/flex/services/rest/${path}`, { method, body, headers: { authorization } })
  const text = await answer.text()
  return { status: answer.status, body: text === '' ? undefined : JSON.parse(text) }
}

const upload = (operation: string, xml: string, more: object = {}, to = emulator) =>
  call(`v4/upload-file/automation/${operation}`, { body: form({ detail: { ...detail, ...more }, xml }), to })

async function ended(run: number, of = emulator) {
  for (;;) {
    const { status } = of.runs().find(({ id }) => id === run) ?? { status: 'gone' }
    if (status !== 'new' && status !== 'queued') return status
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}

describe('strict as a Java server is', () => {
  const bad: [string, object, RegExp][] = [
    ['an id as text', { projectId: '1' }, /projectId/],
    ['an empty job name', { jobName: ' ' }, /jobName/],
    ['a date in another form', { cycleStartDateStr: '2026-02-03' }, /cycleStartDateStr/],
    ['a flag as text', { isReuse: 'true' }, /isReuse/],
    ['an unknown project', { projectId: 99 }, /no project 99/],
    ['an unknown release', { releaseId: 99 }, /no release 99/],
  ]
  test.each(bad)('%s is a 400', async (_, more, message) => {
    const { status, body } = await upload('create-and-execute-job', suite(), more)
    expect(status).toBe(400)
    expect(body.errorMsg).toMatch(message)
  })

  test('a missing part is a 400, and so is a body that is no form', async () => {
    const path = 'v4/upload-file/automation/create-and-execute-job'
    expect(await call(path, { body: form({ detail }) })).toMatchObject({
      status: 400,
      body: { errorMsg: expect.stringContaining('fileName') },
    })
    expect(await call(path, { body: form({ xml: suite() }) })).toMatchObject({
      status: 400,
      body: { errorMsg: expect.stringContaining('automationJobDetail') },
    })
    expect(await call(path, { body: '{}' })).toMatchObject({ status: 400 })
  })

  test('ids of jobs and runs cannot be mixed up', async () => {
    const { body: run } = await upload('create-and-execute-job', suite('<testcase classname="a" name="b"/>'))
    const progress = await call(`v4/upload-file/automation/schedule/get-latest-job-progress?jobid=${run.id}`)
    expect(progress).toMatchObject({ status: 400, body: { errorMsg: expect.stringContaining('no automation job') } })
    const job = emulator.jobs().at(-1)?.id
    expect(await call(`v4/upload-file/automation/cancel/${job}`, { method: 'POST' })).toMatchObject({ status: 400 })
  })

  test('401 holds JSON within JSON; 403 and 404', async () => {
    const denied = await call('v3/user/current', { authorization: 'Bearer wrong' })
    expect(denied.status).toBe(401)
    expect(JSON.parse(denied.body.message).message).toContain('token')
    expect(await call('v3/user/current', { authorization: `Bearer ${emulator.deniedToken}` })).toMatchObject({
      status: 403,
    })
    expect(await call('v4/nothing')).toMatchObject({ status: 404 })
  })
})

describe('records', () => {
  test('are what the stock template reads; the same names update the same test cases', async () => {
    const xml = suite(
      '<testcase classname="a.b" name="c"/>',
      '<testcase classname="a.b" name="d"><failure>no</failure></testcase>',
    )
    const first = await upload('create-and-execute-job', xml, { cycleName: 'Records' })
    expect(await ended(first.body.id)).toBe('complete')
    const second = await upload('create-and-execute-job', suite('<testcase classname="a.b" name="d"/>'), {
      cycleName: 'Records',
    })
    expect(await ended(second.body.id)).toBe('complete')
    const [, d] = emulator.records({ runId: first.body.id })
    expect(d).toMatchObject({ name: 'd', status: 'FAIL', attachment: 'no' })
    expect(emulator.records({ runId: second.body.id })).toMatchObject([
      { name: 'd', status: 'PASS', testcase: d?.testcase },
    ])
    const cycle = emulator.runs().find(({ id }) => id === second.body.id)?.cycle ?? 0
    expect(emulator.executions(cycle).map(({ name, status }) => [name, status])).toEqual([
      ['c', 'PASS'],
      ['d', 'PASS'],
    ])
  })

  test('a file that the parser refuses ends the run as failed, with no record', async () => {
    const { body } = await upload(
      'create-and-execute-job',
      '<testsuites><testsuite><testcase name="\u001b"/></testsuite></testsuites>',
    )
    expect(await ended(body.id)).toBe('failed')
    expect(emulator.records({ runId: body.id })).toEqual([])
  })

  test('each run reads the file it was started with, even if another is uploaded before', async () => {
    const slow = await startEmulator({ newMs: 40, queuedMs: 1 })
    await upload('create-and-execute-job', suite('<testcase classname="a" name="first"/>'), {}, slow)
    await upload('update-execute-job', suite('<testcase classname="a" name="second"/>'), { id: 101 }, slow)
    for (const run of [5001, 5002]) await ended(run, slow)
    expect(slow.records({ runId: 5001 })).toMatchObject([{ name: 'first' }])
    expect(slow.records({ runId: 5002 })).toMatchObject([{ name: 'second' }])
    await slow.close()
  })

  test('20,000 test cases', async () => {
    const cases = Array.from(
      { length: 20_000 },
      (_, index) => `<testcase classname="p${index % 50}" name="case ${index}"/>`,
    )
    const { body } = await upload('create-and-execute-job', suite(...cases))
    expect(await ended(body.id)).toBe('complete')
    expect(emulator.records({ runId: body.id })).toHaveLength(20_000)
  })
})

test('a file keeps everything over a restart', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'zephyr-emulator-'))
  const file = join(folder, 'zephyr.db')
  const first = await startEmulator({ file, newMs: 60_000 })
  await upload('create-and-execute-job', suite('<testcase classname="a" name="kept"/>'), {}, first)
  await first.close()
  // The run that had not begun goes on.
  const second = await startEmulator({ file, newMs: 1, queuedMs: 1 })
  expect(second.jobs()).toMatchObject([{ id: 101 }])
  expect(await ended(5001, second)).toBe('complete')
  expect(second.records({ runId: 5001 })).toMatchObject([{ name: 'kept' }])
  await second.close()
  rmSync(folder, { recursive: true })
})

test('the reads beyond the nine', async () => {
  const { body: user } = await call('v3/user/current')
  const { body: projects } = await call(`v3/project/user/${user.id}`)
  expect(projects).toContainEqual(expect.objectContaining({ id: 1, name: 'Web shop' }))
  expect(
    (await call('v3/release/paged/project/1?order=id&isascorder=true&isVisible=false&pagesize=0')).body.results,
  ).toContainEqual(expect.objectContaining({ id: 11 }))
  const { body: tree } = await call('v3/testcasetree?type=Phase&revisionid=0&releaseid=11')
  expect(tree[0]).toMatchObject({ id: 32, name: 'Automation', categories: [{ id: 33 }, { id: 34 }] })
  expect((await call('v3/testcasetree/hierarchy/34')).body).toEqual([32, 34])
  expect((await call('v3/parsertemplate/')).body).toMatchObject([{ name: 'junit' }])
  expect((await call('v4/admin/preference/all/system?name=cycle.environment.enabled')).status).toBe(200)
})

test('pages show jobs, runs and records, and escape what tests are called', async () => {
  const { body } = await upload(
    'create-and-execute-job',
    suite('<testcase classname="a.b" name="&lt;script&gt;alert(1)&lt;/script&gt;"/>'),
    { jobName: 'Shown' },
  )
  await ended(body.id)
  const page = async (path: string) => (await fetch(`${emulator.url}${path}`)).text()
  expect(await page('/')).toContain('Shown')
  expect(await page(`/jobs/${emulator.jobs().at(-1)?.id}`)).toContain(String(body.id))
  const run = await page(`/runs/${body.id}`)
  expect(run).toContain('a › b')
  expect(run).not.toContain('<script>alert(1)')
  expect(run).not.toMatch(/(src|href)="https?:/)
})

test('the command tells its address and ends on SIGTERM', async () => {
  const main = join(import.meta.dirname, '../dist/main.js')
  expect(execFileSync(process.execPath, [main, '--help'], { encoding: 'utf8' })).toContain('--strict-world')
  const child = spawn(process.execPath, [main, '--port', '0'])
  const address = await new Promise<string>((resolve) =>
    child.stdout.once('data', (text) => resolve(/http:\S+/.exec(String(text))?.[0] ?? '')),
  )
  expect((await fetch(address)).status).toBe(200)
  const left = new Promise((resolve) => child.once('exit', resolve))
  child.kill('SIGTERM')
  expect(await left).toBe(0)
})
