import { type ChildProcessWithoutNullStreams, execFileSync, spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { request as httpRequest } from 'node:http'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { pipeline } from 'node:stream/promises'
import { pathToFileURL } from 'node:url'
import { type Emulator, startEmulator } from '@zephyr-reporters/emulator'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { call as callAt, detail, form, formOf, suite, until } from './world.ts'

let emulator: Emulator
beforeAll(async () => {
  emulator = await startEmulator({ newMs: 1, queuedMs: 1, strictWorld: true })
})
afterAll(() => emulator.close())

async function call(path: string, { to = emulator, ...init }: RequestInit & { to?: Emulator } = {}) {
  const { status, body } = await callAt(to, path, init)
  return { status, body }
}

const upload = (operation: string, xml: string, more: object = {}, to = emulator) =>
  call(`v4/upload-file/automation/${operation}`, { body: form(more, xml), to })

async function ended(run: number, of = emulator) {
  const status = () => of.runs().find(({ id }) => id === run)?.status ?? 'gone'
  await until(() => status() !== 'new' && status() !== 'queued', `run ${run} to end`)
  return status()
}

const addressOf = (child: ChildProcessWithoutNullStreams) =>
  new Promise<string>((resolve) =>
    child.stdout.once('data', (text) => resolve(/http:\S+/.exec(String(text))?.[0] ?? '')),
  )

describe('strict as a Java server is', () => {
  const bad: [string, object, RegExp][] = [
    ['an id as text', { projectId: '1' }, /projectId/],
    ['an empty job name', { jobName: ' ' }, /jobName/],
    ['a date in another form', { cycleStartDateStr: '2026-02-03' }, /cycleStartDateStr/],
    ['a day that does not exist', { cycleEndDateStr: '02/30/2026' }, /cycleEndDateStr.*no such day/],
    ['a cycle that ends before it starts', { cycleEndDateStr: '02/01/2026' }, /before it starts/],
    ['a flag as text', { isReuse: 'true' }, /isReuse/],
    ['a number as a flag', { createPackage: 1 }, /createPackage/],
    ['a user who is no number', { assignResultsTo: 'me' }, /assignResultsTo/],
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
    expect(await call(path, { body: formOf({ detail }) })).toMatchObject({
      status: 400,
      body: { errorMsg: expect.stringContaining('fileName') },
    })
    expect(await call(path, { body: formOf({ xml: suite() }) })).toMatchObject({
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

  test.each([
    ['a form without a boundary', 'multipart/form-data', 'x'],
    ['a form cut short', 'multipart/form-data; boundary=x', '--x\r\ncontent-disposition: form-data; name="a"\r\n\r\n1'],
    ['JSON where a form is wanted', 'application/json', '{}'],
  ])('%s is a 400', async (_, type, body) => {
    const headers = { authorization: `Bearer ${emulator.token}`, 'content-type': type }
    const address = `${emulator.url}/flex/services/rest/v4/upload-file/automation/create-job-detail`
    const answer = await fetch(address, { method: 'POST', body, headers })
    expect(answer.status).toBe(400)
    expect(((await answer.json()) as { errorMsg: string }).errorMsg).toMatch(/form/)
  })

  test('a list of ids is JSON and says so', async () => {
    const headers = { authorization: `Bearer ${emulator.token}`, 'content-type': 'text/plain' }
    const address = `${emulator.url}/flex/services/rest/v4/upload-file/automation/execute-job`
    const answer = await fetch(address, { method: 'POST', body: '{"ids":[1]}', headers })
    expect(answer.status).toBe(400)
    expect(((await answer.json()) as { errorMsg: string }).errorMsg).toContain('application/json')
  })

  test('a wrong method is told with the path', async () => {
    expect(await call('v4/upload-file/automation/execute-job')).toMatchObject({
      status: 404,
      body: { errorMsg: expect.stringContaining('GET /flex/services/rest/v4/upload-file/automation/execute-job') },
    })
  })

  test('Basic authentication is as good as a token; a wrong password is not', async () => {
    const basic = (pair: string) => `Basic ${Buffer.from(pair).toString('base64')}`
    expect((await call('v3/user/current', { headers: { authorization: basic('admin:admin') } })).status).toBe(200)
    expect((await call('v3/user/current', { headers: { authorization: basic('admin:wrong') } })).status).toBe(401)
  })

  test('401 holds JSON within JSON; 403 and 404', async () => {
    const denied = await call('v3/user/current', { headers: { authorization: 'Bearer wrong' } })
    expect(denied.status).toBe(401)
    expect(JSON.parse(denied.body.message).message).toContain('token')
    expect(
      await call('v3/user/current', { headers: { authorization: `Bearer ${emulator.deniedToken}` } }),
    ).toMatchObject({
      status: 403,
    })
    expect(await call('v4/nothing')).toMatchObject({ status: 404 })
  })
})

describe('the nine operations answer in the shapes of the reference', () => {
  const sent = { ...detail, phaseName: 'new', assignResultsTo: '1', environment: 'qa', unknown: 'dropped' }
  const automation = 'v4/upload-file/automation'
  let zoned: Emulator
  beforeAll(async () => {
    zoned = await startEmulator({ newMs: 1, queuedMs: 1, zone: 330 })
  })
  afterAll(() => zoned.close())
  const midnight = (day: string) => Date.parse(`${day}T00:00:00+05:30`)

  test('create, run, progress, detail, list, update, cancel, delete', async () => {
    const { unknown: _, ...kept } = sent
    const created = await upload('create-job-detail', suite('<testcase classname="a" name="b"/>'), sent, zoned)
    const path = 'Release 1.0 &gt; Automation'
    expect(created).toEqual({ status: 200, body: { id: 101, ...kept, testRepositoryPath: path } })
    const asked = `${automation}/schedule/get-latest-job-progress?jobid=101`
    expect(await call(asked, { to: zoned })).toMatchObject({ status: 400, body: { errorMsg: /never run/ } })

    const before = Date.now()
    const started = await call(`${automation}/execute-job`, { body: '{"ids":[101]}', to: zoned })
    const run = { id: 5001, status: 'new', cycleDuration: 0 }
    expect(started).toEqual({ status: 200, body: [{ ...run, jobScheduleDate: expect.any(Number) }] })
    expect(started.body[0].jobScheduleDate).toBeGreaterThanOrEqual(before)
    await ended(5001, zoned)
    const seconds = Math.floor(started.body[0].jobScheduleDate / 1000) * 1000
    expect((await call(asked, { to: zoned })).body).toEqual({
      ...run,
      automationJobDetailId: 101,
      status: 'complete',
      jobScheduleDate: seconds,
      cycleId: 301,
      // Not Zephyr's: where the emulator shows the run.
      page: `${zoned.url}/runs/5001`,
    })

    const stored = await call('v3/automation/job/detail?jobid=101', { to: zoned })
    const { cycleStartDateStr: _start, cycleEndDateStr: _end, ...same } = kept
    expect(stored.body).toEqual({
      id: 101,
      ...same,
      assignResultsTo: 1,
      cycleStartDate: midnight('2026-02-03'),
      cycleEndDate: midnight('2026-02-21'),
      cycleDuration: 18,
      invokeScript: false,
      jobCrationDate: expect.any(Number),
      createdBy: expect.any(String),
      isTimeStamp: false,
      timeStamp: false,
      isDateStr: false,
      jobSource: 2,
      fileUplaodJobPath: 'r.xml',
      userId: 7,
    })

    const listed = await call(`${automation}/file-upload-job/list?projectId=1&releaseId=11`, { to: zoned })
    const { cycleName: _c, environment: _e, isReuse: _r, createPackage: _p, assignResultsTo: _a, ...fewer } = same
    expect(listed.body).toEqual([
      {
        id: 101,
        ...fewer,
        status: 'complete',
        jobScheduleDate: expect.any(Number),
        createdBy: expect.any(String),
        cycleStartDate: midnight('2026-02-03'),
        cycleEndDate: midnight('2026-02-21'),
        jobSource: 2,
        attachmentId: 190,
        attachmentName: 'r.xml',
      },
    ])
    expect((listed.body[0].jobScheduleDate + 330 * 60_000) % 86_400_000).toBe(0)
    expect((await call(`${automation}/file-upload-job/list?projectId=1&releaseId=12`, { to: zoned })).body).toEqual([])

    const body = formOf({ detail: { id: 101, environment: 'staging' }, xml: suite(), name: 'second.xml' })
    const updated = await call(`${automation}/update-execute-job`, { body, to: zoned })
    expect(updated.body).toEqual({ id: 101, ...kept, testRepositoryPath: path, environment: 'staging' })
    await ended(5002, zoned)
    expect(await call(`${automation}/cancel/5002`, { method: 'POST', to: zoned })).toEqual({ status: 200, body: true })
    expect(zoned.runs(101).map(({ status }) => status)).toEqual(['complete', 'complete'])

    expect(await call('v3/automation/job/delete', { body: '{"ids":[101]}', to: zoned })).toEqual({ status: 200 })
    expect((await call('v3/automation/job/detail?jobid=101', { to: zoned })).status).toBe(400)
  })

  test('create-and-execute answers a run; two of one name are two jobs; a run under way can be cancelled', async () => {
    const slow = await startEmulator({ newMs: 60_000 })
    for (const id of [5001, 5002]) {
      const { body } = await upload('create-and-execute-job', suite(), {}, slow)
      expect(body).toEqual({ id, status: 'new', jobScheduleDate: expect.any(Number), cycleDuration: 0 })
    }
    expect(slow.jobs().map(({ id, detail }) => [id, detail.jobName])).toEqual([
      [101, 'Nightly'],
      [102, 'Nightly'],
    ])
    expect(await call(`${automation}/cancel/5001`, { method: 'POST', to: slow })).toEqual({ status: 200, body: true })
    await call('v3/automation/job/delete', { body: '{"ids":[102]}', to: slow })
    expect(slow.runs().map(({ status }) => status)).toEqual(['cancelled', 'cancelled'])
    await slow.close()
  })
})

describe('records', () => {
  test('createPackage off puts all in one folder; isReuse off makes a cycle of its own; timeStamp names it', async () => {
    const xml = suite('<testcase classname="a" name="same"/>', '<testcase classname="b" name="same"/>')
    const one = await upload('create-and-execute-job', xml, { createPackage: false, cycleName: 'Own', isReuse: false })
    const two = await upload('create-and-execute-job', xml, { createPackage: false, cycleName: 'Own', isReuse: false })
    const three = await upload('create-and-execute-job', xml, { cycleName: 'Own', timeStamp: true })
    for (const { body } of [one, two, three]) expect(await ended(body.id)).toBe('complete')
    // Two of one name in one folder are two test cases, in order, the next time too.
    const testcases = emulator.records({ runId: one.body.id }).map(({ testcase }) => testcase)
    expect(new Set(testcases).size).toBe(2)
    expect(emulator.records({ runId: two.body.id }).map(({ testcase }) => testcase)).toEqual(testcases)
    const apart = emulator.records({ runId: three.body.id }).map(({ testcase }) => testcase)
    expect(new Set(apart).size).toBe(2)
    const cycles = (await call('v3/cycle/release/11')).body.filter(({ name }: { name: string }) => /^Own/.test(name))
    expect(cycles).toHaveLength(3)
    expect(cycles[2].name).toMatch(/^Own \d{4}-\d\d-\d\dT/)
  })

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

test('a run that was cut off while it recorded begins again', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'zephyr-emulator-'))
  const file = join(folder, 'zephyr.db')
  const main = join(import.meta.dirname, '../dist/main.js')
  const child = spawn(process.execPath, [main, '--port', '0', '--file', file, '--new-ms', '0', '--queued-ms', '0'])
  const url = await addressOf(child)
  const cases = Array.from({ length: 60_000 }, (_, index) => `<testcase classname="p" name="case ${index}"/>`)
  await call('v4/upload-file/automation/create-and-execute-job', {
    body: form({}, suite(...cases)),
    to: { ...emulator, url, token: 'emulator-token' },
  })
  const db = new DatabaseSync(file)
  const kept = () => Number(db.prepare('SELECT COUNT(*) AS n FROM records').get()?.n)
  while (kept() === 0) await new Promise((resolve) => setTimeout(resolve, 1))
  const left = new Promise((resolve) => child.once('exit', resolve))
  child.kill('SIGKILL')
  await left
  expect(kept()).toBeLessThan(60_000)
  db.close()
  const second = await startEmulator({ file, newMs: 1, queuedMs: 1 })
  expect(await ended(5001, second)).toBe('complete')
  expect(second.records({ runId: 5001 })).toHaveLength(60_000)
  await second.close()
  rmSync(folder, { recursive: true })
})

describe('uploads', () => {
  const folder = mkdtempSync(join(tmpdir(), 'zephyr-emulator-'))
  const file = join(folder, 'zephyr.db')
  let kept: Emulator
  beforeAll(async () => {
    kept = await startEmulator({ file, newMs: 1, queuedMs: 1 })
  })
  afterAll(async () => {
    await kept.close()
    rmSync(folder, { recursive: true })
  })
  const files = () => readdirSync(`${file}.uploads`)

  test('a refused one leaves no file, an update one, a deletion none', async () => {
    await upload('create-and-execute-job', suite(), { projectId: 'one' }, kept)
    await call('v4/upload-file/automation/create-job-detail', { body: formOf({ xml: suite() }), to: kept })
    expect(files()).toHaveLength(0)
    for (const more of [{ jobName: 'Files' }, { id: 101 }, { id: 101 }])
      await upload('id' in more ? 'update-execute-job' : 'create-and-execute-job', suite(), more, kept)
    await until(() => kept.runs().every(({ status }) => status === 'complete') && files().length === 1)
    await call('v3/automation/job/delete', { body: '{"ids":[101]}', to: kept })
    expect(files()).toHaveLength(0)
  })

  test('a client that goes away midway leaves no file and no open one, and the server goes on', async () => {
    for (let time = 0; time < 5; time++) {
      const socket = connect(kept.port, '127.0.0.1')
      socket.write(
        `POST /flex/services/rest/v4/upload-file/automation/create-job-detail HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${kept.token}\r\n` +
          'content-type: multipart/form-data; boundary=x\r\ncontent-length: 1000000\r\n\r\n' +
          '--x\r\ncontent-disposition: form-data; name="fileName"; filename="r.xml"\r\n\r\n<testsuites>',
      )
      await until(() => files().length === 1)
      socket.destroy()
      await until(() => files().length === 0)
    }
    expect((await call('v3/user/current', { to: kept })).status).toBe(200)
  })

  test('many at once', async () => {
    const names = Array.from({ length: 40 }, (_, index) => `Job ${index}`)
    const answers = await Promise.all(
      names.map((jobName) =>
        upload('create-and-execute-job', suite(`<testcase classname="a" name="${jobName}"/>`), { jobName }, kept),
      ),
    )
    for (const [index, { body }] of answers.entries()) {
      expect(await ended(body.id, kept)).toBe('complete')
      expect(kept.records({ runId: body.id })).toMatchObject([{ name: names[index] }])
    }
  })

  test('a large one goes to disk, not into memory', async () => {
    const before = process.memoryUsage().rss
    const large = 'x'.repeat(1024 * 1024)
    async function* body() {
      yield `--x\r\ncontent-disposition: form-data; name="automationJobDetail"\r\n\r\n${JSON.stringify(detail)}\r\n`
      yield '--x\r\ncontent-disposition: form-data; name="fileName"; filename="r.xml"\r\n\r\n'
      for (let megabyte = 0; megabyte < 200; megabyte++) yield large
      yield '\r\n--x--\r\n'
    }
    const request = httpRequest(`${kept.url}/flex/services/rest/v4/upload-file/automation/create-job-detail`, {
      method: 'POST',
      headers: { authorization: `Bearer ${kept.token}`, 'content-type': 'multipart/form-data; boundary=x' },
    })
    const status = new Promise((resolve) => request.once('response', (answer) => resolve(answer.statusCode)))
    await pipeline(body(), request)
    expect(await status).toBe(200)
    expect(process.memoryUsage().rss - before).toBeLessThan(150 * 1024 * 1024)
  })
})

test('the reads beyond the nine', async () => {
  const { body: user } = await call('v3/user/current')
  const { body: projects } = await call(`v3/project/user/${user.id}`)
  expect(projects).toContainEqual(expect.objectContaining({ id: 1, name: 'Web shop' }))
  expect(
    (await call('v3/release/paged/project/1?order=id&isascorder=true&isVisible=false&pagesize=0')).body.results,
  ).toContainEqual(expect.objectContaining({ id: 11 }))
  const { body: tree } = await call('v3/testcasetree?type=Phase&revisionid=0&releaseid=11')
  expect(tree[0]).toMatchObject({ id: 32, name: 'Automation' })
  expect(tree[0].categories.slice(0, 2)).toMatchObject([{ id: 33 }, { id: 34 }])
  expect((await call('v3/testcasetree/hierarchy/34')).body).toEqual([32, 34])
  expect((await call('v3/parsertemplate/')).body).toMatchObject([{ name: 'junit' }, { name: 'testng' }])
  expect((await call('v4/admin/preference/all/system?name=cycle.environment.enabled')).status).toBe(200)
})

describe('what cannot be started is one line', () => {
  const main = join(import.meta.dirname, '../dist/main.js')
  const start = (...args: string[]) => spawnSync(process.execPath, [main, ...args], { encoding: 'utf8' })

  test('a port in use', () => {
    const { status, stderr } = start('--port', String(emulator.port))
    expect(status).toBe(1)
    expect(stderr).toBe(
      `Cannot listen at 127.0.0.1:${emulator.port}: something listens there already. Choose another port, or 0 for a free one.\n`,
    )
  })

  test('a file that is no database', () => {
    const { status, stderr } = start('--port', '0', '--file', main)
    expect(status).toBe(1)
    expect(stderr).toMatch(/^.*main\.js cannot be used as the emulator's SQLite file: file is not a database\.\n$/)
  })

  const old = join(import.meta.dirname, '../../../fidelity/node_modules/node20/bin/node')
  const told = 'The Zephyr emulator needs Node 22.13 or newer (for node:sqlite); this is v20.'
  test('an older Node, for the command', () => {
    const { status, stderr } = spawnSync(old, [main], { encoding: 'utf8' })
    expect(status).toBe(1)
    expect(stderr).toMatch(told)
    expect(stderr.trim().split('\n')).toHaveLength(1)
  })

  test('an older Node, for startEmulator', () => {
    const script = `import { startEmulator } from ${JSON.stringify(pathToFileURL(join(main, '../index.js')).href)}
      await startEmulator().catch(({ message }) => console.log(message))`
    const { stdout, stderr } = spawnSync(old, ['--input-type=module', '-e', script], { encoding: 'utf8' })
    expect(stderr).toBe('')
    expect(stdout).toMatch(told)
  })
})

test('the command tells its address and ends on SIGTERM', async () => {
  const main = join(import.meta.dirname, '../dist/main.js')
  expect(execFileSync(process.execPath, [main, '--help'], { encoding: 'utf8' })).toContain('--strict-world')
  const child = spawn(process.execPath, [main, '--port', '0'])
  expect((await fetch(await addressOf(child))).status).toBe(200)
  const left = new Promise((resolve) => child.once('exit', resolve))
  child.kill('SIGTERM')
  expect(await left).toBe(0)
})
