import { execFile } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createLog, deliver, findPending, loadSettings, writeResultFile } from '@zephyr-reporters/core'
import { type Emulator, startEmulator } from '@zephyr-reporters/emulator'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { main, cli as run } from './cli.ts'
import { startRecorder } from './recorder.ts'

// `resend`, and `upload` of what is pending: found wherever it lies, sent once, and only where it belongs.

const token = 'resend-s3cret-marked'
let emulator: Emulator
let gone: string
let folder: string
beforeAll(async () => {
  emulator = await startEmulator({ token, newMs: 1, queuedMs: 1 })
  const down = await startEmulator({ token })
  gone = down.url
  await down.close()
})
afterAll(() => emulator.close())
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'zephyr-resend-'))
  return () => rmSync(folder, { recursive: true, force: true })
})

const cli = (args: string[], env: Record<string, string>) => run(folder, args, env)
const options = (url: string, job: string) => ({
  ZEPHYR_URL: url,
  ZEPHYR_TOKEN: token,
  ZEPHYR_PROJECT_ID: '1',
  ZEPHYR_RELEASE_ID: '11',
  ZEPHYR_JOB_NAME: job,
  ZEPHYR_CYCLE_NAME: 'Regression',
  ZEPHYR_REPOSITORY_PATH: 'Release 1.0 > Automation',
  ZEPHYR_REPOSITORY_TREE_ID: '32',
  ZEPHYR_RETRIES: '0',
})
const runsOf = (job: string) => {
  const found = emulator.jobs().filter(({ detail }) => detail.jobName === job)
  return found.flatMap(({ id }) => emulator.runs(id))
}

/** A run of Jest that could not be delivered, its results in `place`; answers what was said. */
async function undelivered(place: string, job: string, url = gone): Promise<string> {
  const file = join(folder, place, 'zephyr-results/jest.xml')
  const failing = {
    file: join(folder, 'a.test.js'),
    titles: ['works'],
    position: [0],
    outcome: 'passed' as const,
    duration: 1,
    failures: [],
  }
  const { counts } = writeResultFile(file, { runner: 'jest', root: folder, startedAt: new Date(), tests: [failing] })
  const loaded = loadSettings({ runner: 'jest', cwd: folder, env: options(url, job) })
  const { message } = await deliver({ file, counts, loaded, log: createLog({ level: 'silent' }) })
  return message
}

/** As if the server of the pending file had been this one, and something had been sent or not. */
function pendingAt(url: string, more: object = {}): string {
  const [path = ''] = findPending(folder)
  const content = JSON.parse(readFileSync(path, 'utf8'))
  writeFileSync(path, JSON.stringify({ ...content, settings: { ...content.settings, url }, ...more }))
  return path
}

const sentEarlier = (job: string) => ({
  state: 'undecided',
  postedAt: Date.now() - 60_000,
  target: { projectId: 1, releaseId: 11, jobName: job },
  before: { jobs: [] },
})

describe('resend', () => {
  test('finds results below a folder where a runner’s configuration lies', async () => {
    await undelivered('scripts/jest', 'Below')
    pendingAt(emulator.url)
    expect(await cli(['resend'], options(emulator.url, 'Below'))).toMatchObject({ code: 0 })
    expect(runsOf('Below')).toHaveLength(1)
  })

  test('finds them from below the folder of zephyr.config.json, too', async () => {
    await undelivered('packages/a', 'Above')
    pendingAt(emulator.url)
    writeFileSync(join(folder, 'zephyr.config.json'), '{}')
    mkdirSync(join(folder, 'packages/b'), { recursive: true })
    expect(await run(join(folder, 'packages/b'), ['resend'], options(emulator.url, 'Above'))).toMatchObject({ code: 0 })
    expect(runsOf('Above')).toHaveLength(1)
  })

  test('takes the path that a failed delivery says, the result file, or its copy', async () => {
    for (const [place, pick] of [
      ['scripts/jest', (said: string) => /npx zephyr-report resend (\S+\.pending\.json)/.exec(said)?.[1]],
      ['copy', () => join(folder, 'copy/zephyr-results/jest.pending.json')],
      ['xml', () => join(folder, 'xml/zephyr-results/jest.xml')],
    ] as const) {
      const job = `Pasted ${place}`
      const said = await undelivered(place, job)
      pendingAt(emulator.url)
      const path = pick(said) ?? ''
      const result = await cli(['resend', path], options(emulator.url, job))
      expect(result, `${said} ${result.stderr}`).toMatchObject({ code: 0 })
      expect(runsOf(job)).toHaveLength(1)
      const receipt = JSON.parse(readFileSync(join(folder, place, 'zephyr-results/jest.receipt.json'), 'utf8'))
      expect(receipt.jobName).toBe(job)
    }
  })

  test('of another server: exit 2, and neither of the two is asked', async () => {
    await undelivered('', 'Elsewhere')
    const other = await startRecorder(emulator.url)
    const now = await startRecorder(emulator.url)
    const path = pendingAt(other.url)
    const env = options(now.url, 'Elsewhere')
    const said = await cli(['resend'], env)
    expect(said).toMatchObject({ code: 2, stderr: expect.stringContaining(`belongs to ${other.url}, but ZEPHYR_URL`) })
    // How to be rid of it stands there too.
    expect(said.stderr).toMatch(/: npx zephyr-report resend \S+\.pending\.json --url http\S+\n/)
    expect(said.stderr).toMatch(/To give them up: delete \S+\.pending\.json and \S+\.xml\n/)
    expect([...other.asked, ...now.asked]).toEqual([])
    // What the message says helps.
    const command = /npx zephyr-report (upload \S+)/.exec(said.stderr)?.[1] ?? ''
    expect(await cli(command.split(' '), env)).toMatchObject({ code: 0 })
    expect(other.asked).toEqual([])
    expect(runsOf('Elsewhere')).toHaveLength(1)
    expect(existsSync(path)).toBe(true)
    await other.close()
    await now.close()
  })

  test('no sooner than 10 minutes after a POST of unknown effect: exit 1, from when it may, nothing sent', async () => {
    await undelivered('', 'Too early')
    pendingAt(emulator.url, sentEarlier('Too early'))
    const said = await cli(['resend'], options(emulator.url, 'Too early'))
    expect(said).toMatchObject({ code: 1, stderr: expect.stringMatching(/from \d{4}-\d\d-\d\d \d\d:\d\d UTC on/) })
    expect(runsOf('Too early')).toEqual([])
    expect(findPending(folder)).toHaveLength(1)
  })
})

describe('upload of what is pending', () => {
  const results = (name: string) => `<testsuite name="s"><testcase classname="c" name="${name}"/></testsuite>`

  test('as not known is its resend', async () => {
    await undelivered('', 'In doubt')
    pendingAt(emulator.url, sentEarlier('In doubt'))
    const said = await cli(['upload', 'zephyr-results/jest.xml'], options(emulator.url, 'In doubt'))
    expect(said).toMatchObject({ code: 1, stderr: expect.stringContaining('Zephyr is asked first') })
    expect(runsOf('In doubt')).toEqual([])
    expect(findPending(folder)).toHaveLength(1)
  })

  test('as never sent sends it, and leaves nothing for a resend', async () => {
    await undelivered('', 'Never sent')
    pendingAt(emulator.url)
    const env = options(emulator.url, 'Never sent')
    expect(await cli(['upload', 'zephyr-results/jest.xml'], env)).toMatchObject({ code: 0 })
    expect(await cli(['resend'], env)).toMatchObject({ code: 0, stdout: expect.stringContaining('Nothing is pending') })
    expect(runsOf('Never sent')).toHaveLength(1)
    const left = readdirSync(join(folder, 'zephyr-results/deliveries'))
    expect(left.filter((name) => name.endsWith('.xml'))).toHaveLength(1)
  })

  test('to another job is another delivery', async () => {
    writeFileSync(join(folder, 'a.xml'), results('one'))
    expect((await cli(['upload', 'a.xml'], options(gone, 'First job'))).code).toBe(1)
    pendingAt(emulator.url, sentEarlier('First job'))
    expect(await cli(['upload', 'a.xml'], options(emulator.url, 'Second job'))).toMatchObject({ code: 0 })
    expect(runsOf('Second job')).toHaveLength(1)
    expect(runsOf('First job')).toEqual([])
    expect(findPending(folder)).toHaveLength(1)
  })

  test('the same bytes twice at once are recorded once', async () => {
    writeFileSync(join(folder, 'a.xml'), results('at once'))
    const env = options(emulator.url, 'At once')
    const said = await Promise.all([1, 2].map(() => cli(['upload', 'a.xml'], env)))
    expect(
      said.map(({ code }) => code),
      said.map(({ stderr }) => stderr).join(''),
    ).toEqual([0, 0])
    expect([1, 2]).toContain(runsOf('At once').length)
    expect(await cli(['resend'], env)).toMatchObject({ code: 0, stdout: expect.stringContaining('Nothing is pending') })
  })
})

describe('a place that cannot be written', () => {
  test('a results folder replaced by a file: one line, exit 2', async () => {
    writeFileSync(join(folder, 'a.xml'), '<testsuite name="s"><testcase classname="c" name="n"/></testsuite>')
    writeFileSync(join(folder, 'zephyr-results'), '')
    const { code, stderr } = await cli(['upload', 'a.xml'], options(emulator.url, 'No folder'))
    expect(code).toBe(2)
    expect(stderr).toMatch(
      /^zephyr-report: The result file .*upload\.xml cannot be written \(.*\)\. Set outputFile.*\n$/,
    )
    expect(await cli(['resend'], options(emulator.url, 'No folder'))).toMatchObject({ code: 0 })
  })

  test.runIf(existsSync('/dev/full'))('a full device for stdout: one line, no stack, exit 1', async () => {
    writeFileSync(join(folder, 'a.xml'), '<testsuite name="s"><testcase classname="c" name="n"/></testsuite>')
    for (const args of [['preview', 'a.xml'], ['preview', 'a.xml', '--json'], ['--help']]) {
      const { code, stderr } = await toFullDevice(args)
      expect([code, stderr], args.join(' ')).toEqual([
        1,
        expect.stringMatching(/^zephyr-report: standard output .*\n$/),
      ])
    }
  })
})

function toFullDevice(args: string[]): Promise<{ code: number | null; stderr: string }> {
  const { PATH = '', HOME = '' } = process.env
  return new Promise((resolve) => {
    const command = `"$0" "$@" > /dev/full`
    const child = execFile(
      'sh',
      ['-c', command, process.execPath, main, ...args],
      { cwd: folder, env: { PATH, HOME } },
      (_, __, stderr) => resolve({ code: child.exitCode, stderr }),
    )
  })
}
