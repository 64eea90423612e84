import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startEmulator } from '@zephyr-reporters/emulator'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { cli, placeOptions } from './cli.ts'
import { startRecorder } from './recorder.ts'

const token = 'j0bs-s3cret-marked'
let emulator: Awaited<ReturnType<typeof startEmulator>>
let folder: string
beforeAll(async () => {
  emulator = await startEmulator({ token, newMs: 5, queuedMs: 5 })
})
afterAll(() => emulator.close())
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'zephyr-jobs-'))
  return () => rmSync(folder, { recursive: true })
})

const server = (url = emulator.url) => ({ ZEPHYR_URL: url, ZEPHYR_TOKEN: token })
const options = (jobName: string) => ({
  ...server(),
  ...placeOptions,
  ZEPHYR_JOB_NAME: jobName,
})

const plain = '<testsuite name="s"><testcase classname="a" name="passes"/></testsuite>'
const misread =
  '<testsuite name="s"><testcase classname="a" name="red"><failure message="no text"/></testcase><testcase classname="a" name="off"><skipped/></testcase></testsuite>'
const write = (name: string, text: string) => writeFileSync(join(folder, name), text)

async function created(jobName: string, content = plain, ...flags: string[]): Promise<number> {
  write('results.xml', content)
  const { stdout, stderr } = await cli(folder, ['jobs', 'create', 'results.xml', '--json', ...flags], options(jobName))
  const { id } = JSON.parse(stdout || stderr)
  return id
}

describe('jobs create and update', () => {
  test('what Zephyr would misread is repaired in a copy of that name, and printed', async () => {
    write('results.xml', misread)
    const { code, stderr } = await cli(folder, ['jobs', 'create', 'results.xml'], options('Repaired'))
    expect(code, stderr).toBe(0)
    expect(stderr).toContain('failure without text: 1')
    expect(stderr).toContain('--as-is')
    expect(readFileSync(join(folder, 'results.xml'), 'utf8')).toBe(misread)
    const job = emulator.jobs().at(-1)
    expect(job?.attachmentName).toBe('results.xml')
    await cli(folder, ['jobs', 'run', String(job?.id)], server())
    await cli(folder, ['wait', String(job?.id)], server())
    expect(emulator.records({ jobId: job?.id }).map(({ name, status }) => [name, status])).toEqual([['red', 'FAIL']])
  })

  test.each([
    ['a requirement', '<requirements><requirement>ID_x</requirement></requirements>', 'would record nothing of'],
    ['what is no XML', '<', 'would refuse the whole file'],
  ])('--as-is warns where the server would lose it: %s', async (_, inside, message) => {
    write('results.xml', `<testsuite name="s"><testcase classname="a" name="one">${inside}</testcase></testsuite>`)
    const { code, stderr } = await cli(folder, ['jobs', 'create', 'results.xml', '--as-is'], options('Lost'))
    expect(code).toBe(0)
    expect(stderr).toContain(message)
  })

  test('--as-is sends it untouched; so does another template than junit', async () => {
    for (const flags of [['--as-is'], ['--automation-framework', 'ours']]) {
      const id = await created('Untouched', misread, ...flags)
      expect(id).toBeGreaterThan(0)
    }
    const id = await created('Untouched', misread, '--as-is')
    await cli(folder, ['jobs', 'run', String(id)], server())
    await cli(folder, ['wait', String(id)], server())
    expect(emulator.records({ jobId: id }).map(({ status }) => status)).toEqual(['PASS', 'PASS'])
  })

  test('update by id needs no project and release, keeps the name, mends too, and tells its run', async () => {
    const id = await created('Kept name')
    write('new.xml', misread)
    const { code, stdout, stderr } = await cli(folder, ['jobs', 'update', String(id), 'new.xml'], {
      ...server(),
      // Meant for deliveries: it renames nothing that was named by its id.
      ZEPHYR_JOB_NAME: 'Nightly',
    })
    expect(code, stderr).toBe(0)
    expect(stdout).toContain(`Updated job "Kept name" (${id})`)
    expect(stdout).toContain(`run ${emulator.runs(id).at(-1)?.id}.`)
    await cli(folder, ['wait', String(id)], server())
    expect(emulator.records({ jobId: id }).map(({ name, status }) => [name, status])).toEqual([['red', 'FAIL']])
    const renamed = await cli(folder, ['jobs', 'update', String(id), 'new.xml', '--job-name', 'Renamed'], server())
    expect(renamed.stdout).toContain('Updated job "Renamed"')
  })

  test('a createPackage that differs from the job’s own is told', async () => {
    const id = await created('Packages')
    const { stderr } = await cli(
      folder,
      ['jobs', 'update', String(id), 'results.xml', '--create-package', 'off'],
      server(),
    )
    expect(stderr).toContain(`Job ${id} has createPackage true, this update false`)
  })

  test.each([
    ['missing.xml', () => {}, /No file: missing\.xml/],
    ['.', () => {}, /is a folder/],
    ['bad.xml', () => write('bad.xml', '<testsuite><testcase'), /bad\.xml.*line 1/],
    ['none.xml', () => write('none.xml', '<testsuites/>'), /No test that ran in none\.xml/],
  ])('%s: exit 2, one line, nothing sent', async (name, prepare, message) => {
    prepare()
    const id = await created('Untouched by bad files')
    const before = [emulator.jobs().length, emulator.runs().length]
    for (const args of [
      ['jobs', 'create', name],
      ['jobs', 'update', String(id), name],
    ]) {
      const { code, stderr } = await cli(folder, args, options('Untouched by bad files'))
      expect(code).toBe(2)
      expect(stderr).toMatch(message)
      expect(stderr.trim().split('\n')).toHaveLength(1)
    }
    expect([emulator.jobs().length, emulator.runs().length]).toEqual(before)
  })

  test.skipIf(process.getuid?.() === 0)('unreadable: exit 2', async () => {
    write('locked.xml', plain)
    chmodSync(join(folder, 'locked.xml'), 0)
    const { code, stderr } = await cli(folder, ['jobs', 'create', 'locked.xml'], options('Locked'))
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining('may not be read') })
  })

  test('a dry run sends nothing, whichever operation', async () => {
    const id = await created('Dry')
    const recorder = await startRecorder(emulator.url)
    const env = { ...options('Dry'), ZEPHYR_URL: recorder.url, ZEPHYR_DRY_RUN: 'true' }
    mkdirSync(join(folder, 'zephyr-results'))
    write('zephyr-results/jest.pending.json', '{}')
    for (const args of [
      ['resend'],
      ['jobs', 'create', 'results.xml'],
      ['jobs', 'update', 'Dry', 'results.xml'],
      ['jobs', 'run', 'Dry'],
      ['jobs', 'delete', String(id)],
      ['cancel', '1'],
    ]) {
      const { code, stdout, stderr } = await cli(folder, args, env)
      expect(code, stderr).toBe(0)
      expect(stdout).toContain('Dry run: nothing is sent.')
    }
    expect(recorder.asked.length).toBeGreaterThan(0)
    expect(recorder.asked.filter((what) => !what.startsWith('GET '))).toEqual([])
    await recorder.close()
  })

  test('a POST whose effect nobody knows is not called a plain failure', async () => {
    write('results.xml', plain)
    // The server takes it, the answer is lost.
    const recorder = await startRecorder(emulator.url, (asked, response, message) => {
      if (!asked.startsWith('POST')) return false
      message.resume().once('end', () => response.destroy())
      return true
    })
    for (const args of [
      ['jobs', 'create', 'results.xml', '--json'],
      ['jobs', 'delete', '999', '--yes', '--json'],
    ]) {
      const { code, stdout, stderr } = await cli(folder, args, { ...options('Lost'), ZEPHYR_URL: recorder.url })
      expect(code).toBe(1)
      expect(stderr).toContain('It is not known whether')
      expect(JSON.parse(stdout)).toMatchObject({ error: { kind: 'zephyr', reached: 'unknown' } })
    }
    expect(recorder.asked.filter((what) => what.startsWith('POST'))).toHaveLength(2)
    await recorder.close()
  })
})

describe('which job is meant', () => {
  test('doubles of a name are told with their ids, marked in the list, and by default the newest is meant', async () => {
    const ids = [await created('Twice'), await created('Twice')]
    const [older, newer] = ids
    const env = options('Twice')
    for (const args of [
      ['jobs', 'show', 'Twice'],
      ['status', 'Twice'],
      ['jobs', 'run', 'Twice'],
      ['cancel', 'Twice'],
    ]) {
      const { code, stderr } = await cli(folder, args, env)
      expect(code).toBe(2)
      expect(stderr).toMatch(new RegExp(`2 jobs are named "Twice": ${older} .*, ${newer} .*Say which by its id`))
    }
    const { stdout } = await cli(folder, ['jobs', 'list'], env)
    const line = (id?: number) => stdout.split('\n').find((each) => each.startsWith(`${id} `)) ?? ''
    expect(line(older)).toMatch(/1 of 2 of this name$/)
    expect(line(newer)).toMatch(/2 of 2 of this name; a delivery updates it$/)
    await cli(folder, ['jobs', 'run', String(newer)], env)
    const { stdout: status, stderr } = await cli(folder, ['status'], env)
    expect(status).toContain(`of job ${newer}: `)
    expect(stderr).toContain(`the newest, ${newer}`)
    await cli(folder, ['jobs', 'delete', ...ids.map(String), '--yes'], env)
  })

  test("a run's id where a job's is wanted, and the other way round", async () => {
    const id = await created('Which id')
    const { stdout } = await cli(folder, ['jobs', 'run', String(id), '--json'], server())
    const [run] = JSON.parse(stdout)
    const status = await cli(folder, ['status', String(run.id)], server())
    expect(status).toMatchObject({ code: 1, stderr: expect.stringContaining(`If ${run.id} is the id of a RUN`) })
    const cancelled = await cli(folder, ['cancel', String(id)], server())
    expect(cancelled).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(new RegExp(`${id} is the id of a JOB.*zephyr-report cancel ${run.id}`)),
    })
    await cli(folder, ['wait', String(id)], server())
    expect(await cli(folder, ['cancel', 'Which id'], options('x'))).toMatchObject({
      code: 2,
      stderr: expect.stringContaining(`Run ${run.id} of job ${id} has ended (complete)`),
    })
    expect(await cli(folder, ['cancel', 'Nobody'], options('x'))).toMatchObject({ code: 2 })
  })
})

test("a server's words move no cursor, and what it leaves out is no date", async () => {
  const odd = [
    { id: 1, jobName: 'a\u001b[2Jb', cycleStartDate: null, cycleEndDate: 'soon', status: null, extra: { deep: true } },
  ]
  const recorder = await startRecorder(emulator.url, (asked, response) => {
    if (asked.includes('cancel')) response.writeHead(400).end('{"errorMsg":"no\\u001b[31m way"}')
    else response.end(JSON.stringify(asked.includes('list') ? odd : odd[0]))
    return true
  })
  const env = { ...options('x'), ZEPHYR_URL: recorder.url }
  const list = await cli(folder, ['jobs', 'list'], env)
  expect(list.stdout).toMatch(/\n1 +ab +never run\n$/)
  const show = await cli(folder, ['jobs', 'show', '1'], env)
  expect(show.stdout).toMatch(/extra +\{"deep":true\}/)
  const refused = await cli(folder, ['cancel', '7'], env)
  expect(refused.stderr).toContain('no way')
  expect(refused.stderr).not.toContain('\u001b')
  await recorder.close()
})

test('jobs show: a cycle has days, whatever the zone of the server; what happened has its moment', async () => {
  const at = (time: string) => Date.parse(time)
  const job = {
    id: 1,
    jobName: 'a',
    // Midnight in New York, and in Tokyo.
    cycleStartDate: at('2026-11-25T05:00:00Z'),
    cycleEndDate: at('2026-12-24T15:00:00Z'),
    jobCrationDate: at('2026-11-25T18:03:07Z'),
    cycleOddDate: 1e300,
  }
  const recorder = await startRecorder(emulator.url, (_, response) => {
    response.end(JSON.stringify(job))
    return true
  })
  const { stdout } = await cli(folder, ['jobs', 'show', '1'], { ...options('x'), ZEPHYR_URL: recorder.url })
  expect(stdout).toMatch(/cycleStartDate +2026-11-25\n/)
  expect(stdout).toMatch(/cycleEndDate +2026-12-25\n/)
  expect(stdout).toMatch(/jobCrationDate +2026-11-25 18:03 UTC\n/)
  expect(stdout).toMatch(/cycleOddDate +1e\+300\n/)
  await recorder.close()
})

describe('wait', () => {
  test('a job that never ran, and one that does not exist, do not hold it up', async () => {
    const id = await created('Never')
    const never = await cli(folder, ['wait', String(id), '--wait', '1'], server())
    expect(never).toMatchObject({ code: 3, stdout: expect.stringContaining('has never run') })
    expect(never.stderr).toContain('has not run yet; waiting 1 seconds')
    expect(await cli(folder, ['wait', '424242'], server())).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('There is no job 424242'),
    })
  })

  test('exit 3 for an end without success and for none in time; --json says which', async () => {
    const slow = await startEmulator({ token, newMs: 60_000 })
    write('results.xml', plain)
    const env = { ...options('Slow'), ZEPHYR_URL: slow.url }
    await cli(folder, ['upload', 'results.xml'], env)
    const late = await cli(folder, ['wait', '--wait', '1', '--json'], env)
    expect(late.code).toBe(3)
    expect(JSON.parse(late.stdout)).toMatchObject({ ended: 'unknown', why: expect.stringContaining('1 seconds (new)') })
    await cli(folder, ['cancel', 'Slow'], env)
    const stopped = await cli(folder, ['wait', '--json'], env)
    expect(stopped.code).toBe(3)
    expect(JSON.parse(stopped.stdout)).toMatchObject({ ended: 'failure', progress: { status: 'cancelled' } })
    expect((await cli(folder, ['status'], env)).code).toBe(0)
    await slow.close()
  })

  test('run and update wait too, where that is asked for', async () => {
    const ids = [await created('Waited for'), await created('Waited for, too')]
    const run = await cli(folder, ['jobs', 'run', ...ids.map(String), '--wait', '--json'], server())
    expect(run.code, run.stderr).toBe(0)
    expect(JSON.parse(run.stdout)).toMatchObject(ids.map((jobId) => ({ jobId, ended: 'success' })))
    const update = await cli(folder, ['jobs', 'update', String(ids[0]), '--wait', 'results.xml'], server())
    expect(update.code, update.stderr).toBe(0)
    expect(update.stdout).toMatch(/started run (\d+)\.\nRun \1 of job \d+ ended: complete\n$/)
    const slow = await startEmulator({ token, newMs: 60_000 })
    const { stdout } = await cli(folder, ['jobs', 'create', 'results.xml', '--json'], {
      ...options('x'),
      ZEPHYR_URL: slow.url,
    })
    const late = await cli(folder, ['jobs', 'run', String(JSON.parse(stdout).id), '--wait', '1'], server(slow.url))
    expect(late.code).toBe(3)
    await slow.close()
  })

  test('a server that is not there: exit 1', async () => {
    const gone = await startEmulator({ token })
    await gone.close()
    const { code, stdout } = await cli(folder, ['wait', '1', '--retries', '0', '--json'], server(gone.url))
    expect(code).toBe(1)
    expect(JSON.parse(stdout)).toMatchObject({ error: { kind: 'zephyr', reached: 'no' } })
  })
})
