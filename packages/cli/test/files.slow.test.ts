import { execFileSync } from 'node:child_process'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { writeResultFile } from '@zephyr-reporters/core'
import { startEmulator } from '@zephyr-reporters/emulator'
import { beforeEach, describe, expect, test } from 'vitest'
import { placeOptions, cli as run } from './cli.js'
import { atTerminal, hasTerminal } from './terminal.js'

// Which files a command takes, what an upload leaves behind, and what happens when it is tried again.

const token = 'any-long-token'
let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'zephyr-files-'))
  return () => rmSync(folder, { recursive: true, force: true })
})

const cli = (args: string[], env: Record<string, string> = {}) => run(folder, args, env)
const write = (name: string, text: string | Buffer) => writeFileSync(join(folder, name), text)
const results = () => readdirSync(join(folder, 'zephyr-results')).sort()
const deliveries = (ending = '') =>
  readdirSync(join(folder, 'zephyr-results/deliveries')).filter(
    (name) => name.startsWith('upload-') && name.endsWith(ending),
  )
const suite = (...names: string[]) =>
  `<testsuite name="s">${names.map((name) => `<testcase classname="c" name="${name}"/>`).join('')}</testsuite>`

const job = {
  ZEPHYR_TOKEN: token,
  ...placeOptions,
  ZEPHYR_RETRIES: '0',
}

/** A server that is down at first. */
async function laterServer() {
  const gone = await startEmulator({ token })
  await gone.close()
  const env = { ...job, ZEPHYR_URL: gone.url }
  return { env, start: () => startEmulator({ token, port: gone.port, newMs: 1, queuedMs: 1 }) }
}

/** Two shards of one run, as a reporter leaves them. */
function writeShards() {
  for (const current of [1, 2]) {
    writeResultFile(join(folder, `zephyr-results/jest-${current}-of-2.xml`), {
      runner: 'jest',
      root: folder,
      startedAt: new Date(0),
      shard: { current, total: 2 },
      tests: [
        {
          file: join(folder, `${current}.test.js`),
          titles: ['works'],
          position: [0],
          outcome: 'passed',
          duration: 1,
          failures: [],
        },
      ],
    })
  }
}

const shards = ['upload', 'zephyr-results/**/*.xml']
const both = ['1 | works', '2 | works']
const recordsOf = (server: Awaited<ReturnType<typeof startEmulator>>) =>
  server
    .runs()
    .flatMap(({ id }) => server.records({ runId: id }))
    .map(({ packageName, name }) => `${packageName} | ${name}`)
    .sort()

describe('an upload that is tried again', () => {
  test('takes the shards, not what it wrote itself; nothing is doubled, nothing lost', async () => {
    writeShards()
    const { env, start } = await laterServer()
    expect((await cli(shards, env)).code).toBe(1)
    expect(results()).toEqual(['deliveries', 'jest-1-of-2.xml', 'jest-2-of-2.xml', 'upload.pending.json', 'upload.xml'])
    expect(deliveries('.pending.json')).toHaveLength(1)
    expect((await cli(shards, env)).code).toBe(1)
    expect(results()).toEqual(['deliveries', 'jest-1-of-2.xml', 'jest-2-of-2.xml', 'upload.pending.json', 'upload.xml'])
    expect(deliveries('.pending.json')).toHaveLength(1)

    const server = await start()
    const again = await cli(shards, env)
    expect(again, again.stderr).toMatchObject({
      code: 0,
      stderr: expect.stringContaining('Left out, because an upload wrote it: zephyr-results/upload.xml.'),
    })
    await expect.poll(() => recordsOf(server)).toEqual(both)
    expect(results()).toEqual(['deliveries', 'jest-1-of-2.xml', 'jest-2-of-2.xml', 'upload.receipt.json', 'upload.xml'])
    expect(deliveries()).toHaveLength(2)
    expect(await cli(['resend'], env)).toMatchObject({ code: 0, stdout: expect.stringContaining('Nothing is pending') })
    expect(server.runs()).toHaveLength(1)
    await server.close()
  })

  test('or is finished by resend', async () => {
    writeShards()
    const { env, start } = await laterServer()
    expect((await cli(shards, env)).code).toBe(1)
    const server = await start()
    expect((await cli(['resend', 'zephyr-results/upload.xml'], env)).code).toBe(0)
    await expect.poll(() => recordsOf(server)).toEqual(both)
    await server.close()
  })

  test('finishes a delivery that may have arrived, and does not send it twice', async () => {
    writeShards()
    const { env, start } = await laterServer()
    const server = await start()
    expect((await cli(shards, env)).code).toBe(0)
    // As if the process had died between Zephyr's answer and the receipt.
    const [name = ''] = deliveries('.receipt.json')
    const path = join('zephyr-results/deliveries', name)
    const receipt = JSON.parse(readFileSync(join(folder, path), 'utf8')) as Record<string, unknown>
    const pending = {
      version: 2,
      deliveryId: receipt.deliveryId,
      runner: 'upload',
      createdAt: new Date().toISOString(),
      sha256: receipt.sha256,
      upload: receipt.upload,
      resultFile: 'upload.xml',
      counts: receipt.counts,
      settings: {
        url: server.url,
        projectId: 1,
        releaseId: 11,
        jobName: 'Nightly',
        cycleName: 'Regression',
        repositoryPath: 'Release 1.0 > Automation',
        repositoryTreeId: 32,
        createPackage: true,
        automationFramework: 'junit',
      },
      set: ['projectId', 'releaseId', 'jobName'],
      state: 'posting',
      postedAt: Date.now(),
      target: { projectId: 1, releaseId: 11, jobName: 'Nightly' },
      before: { jobs: [] },
    }
    rmSync(join(folder, path))
    write(path.replace('.receipt.json', '.pending.json'), JSON.stringify(pending))
    const again = await cli(shards, env)
    expect(again, again.stderr).toMatchObject({ code: 0, stderr: expect.stringContaining('Zephyr is asked first') })
    expect(server.runs()).toHaveLength(1)
    expect(results()).toContain('upload.receipt.json')
    expect(deliveries()).toHaveLength(2)
    await server.close()
  })

  test('with other results leaves the earlier ones to resend, which sends those moved aside too', async () => {
    write('a.xml', suite('first'))
    const { env, start } = await laterServer()
    expect((await cli(['upload', 'a.xml'], env)).code).toBe(1)
    write('a.xml', suite('second'))
    const second = await cli(['upload', 'a.xml'], env)
    expect(second).toMatchObject({ code: 1, stderr: expect.stringContaining('An earlier run was not delivered') })
    expect(deliveries()).toHaveLength(4)
    // One that cannot be read is named, and harms no other.
    write('zephyr-results/broken.pending.json', 'no json')
    const server = await start()
    const sent = await cli(['resend', '--json'], env)
    expect(sent.code).toBe(1)
    expect(sent.stderr).toMatch(/broken\.pending\.json cannot be sent/)
    const told = JSON.parse(sent.stdout) as { pending: string; result: { status: string } }[]
    expect(told.map(({ result }) => result.status).sort()).toEqual(['delivered', 'delivered', 'failed'])
    await expect.poll(() => recordsOf(server)).toEqual(['c | first', 'c | second'])
    expect(await cli(['upload', 'zephyr-results/*.xml'], env)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('finds only what an upload wrote'),
    })
    await server.close()
  })
})

test('resend: nothing pending, and a file that is not there', async () => {
  expect(await cli(['resend', '--json'], job)).toMatchObject({ code: 0, stdout: '[]\n' })
  expect(await cli(['resend', 'gone.pending.json'], job)).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('No pending file'),
  })
})

describe('a dry run', () => {
  test('tells what is missing or wrong, and shows all the rest', async () => {
    write('a.xml', suite('b').replace('/></testsuite>', '><error>boom</error></testcase></testsuite>'))
    const { code, stdout, stderr } = await cli(['upload', 'a.xml', '--dry-run', '--project-id', 'abc'])
    expect(code).toBe(0)
    expect(stderr).toContain('projectId: got "abc" from --project-id')
    expect(stderr).toContain('cycleName is missing')
    expect(stdout).toContain('Zephyr would record 1 test case: 0 passed, 1 failed.\n  FAIL c > b')
    expect(results()).toEqual(['upload.xml'])
  })

  test('as JSON', async () => {
    write('a.xml', suite('b'))
    const { stdout } = await cli(['upload', 'a.xml', '--dry-run', '--json'], { ZEPHYR_JOB_NAME: 'Nightly' })
    expect(JSON.parse(stdout)).toMatchObject({
      dryRun: true,
      plan: { operation: 'create or update', detail: { jobName: 'Nightly' } },
      problems: expect.arrayContaining([expect.objectContaining({ option: 'projectId' })]),
      records: { passed: 1, failed: [] },
    })
  })
})

test('enabled off: nothing is sent, and a line says so', async () => {
  write('a.xml', suite('b'))
  expect(await cli(['upload', 'a.xml'], { ZEPHYR_ENABLED: 'false' })).toMatchObject({
    code: 0,
    stderr: expect.stringContaining('enabled is off'),
  })
  expect(existsSync(join(folder, 'zephyr-results'))).toBe(false)
})

test('merge leaves out its own output, and a merge of a merge is itself', async () => {
  mkdirSync(join(folder, 'in'))
  write('in/a.xml', suite('b', 'b'))
  const merge = ['merge', 'in/*.xml', '-o', 'in/all.xml', '--create-package', 'false']
  expect((await cli(merge)).code).toBe(0)
  const first = readFileSync(join(folder, 'in/all.xml'), 'utf8')
  expect(first).toContain('name="c &gt; b (2)"')
  expect((await cli(merge)).code).toBe(0)
  expect(readFileSync(join(folder, 'in/all.xml'), 'utf8')).toBe(first)
  expect((await cli(['merge', 'in/all.xml', '-o', 'again.xml', '--create-package', 'false'])).code).toBe(0)
  expect(readFileSync(join(folder, 'again.xml'), 'utf8')).toBe(first)
})

describe('what is no file to read', () => {
  const refused = async (name: string, message: RegExp) => {
    write('good.xml', suite('b'))
    const { code, stderr } = await cli(['upload', 'good.xml', name], {
      ...job,
      ZEPHYR_URL: 'http://127.0.0.1:9',
      ZEPHYR_TOKEN: 'a token of a good length',
    })
    expect({ code, lines: stderr.trim().split('\n').length }).toEqual({ code: 2, lines: 1 })
    expect(stderr).toMatch(message)
    expect(existsSync(join(folder, 'zephyr-results'))).toBe(false)
  }

  test('a device', () => refused('/dev/null', /\/dev\/null is no regular file/))

  test('a pipe, which could be read only once', async () => {
    execFileSync('mkfifo', [join(folder, 'pipe.xml')])
    await refused('pipe.xml', /pipe\.xml is no regular file/)
  })

  test('a link that leads nowhere', async () => {
    symlinkSync('nowhere.xml', join(folder, 'link.xml'))
    await refused('link.xml', /No file: link\.xml|link\.xml does not exist/)
  })

  test('one that may not be read', async () => {
    // To root nothing is forbidden; this one fails to be read for everybody.
    if (process.getuid?.() === 0) return refused('/proc/self/mem', /\/proc\/self\/mem cannot be read \(EIO\)/)
    write('closed.xml', suite('b'))
    chmodSync(join(folder, 'closed.xml'), 0)
    await refused('closed.xml', /closed\.xml may not be read/)
  })

  const encoded = (encoding: BufferEncoding, mark: string) =>
    Buffer.from(`${mark}<?xml version="1.0"?>\n${suite('ü')}`, encoding)
  test.each([
    ['UTF-16 with a mark', encoded('utf16le', '\uFEFF')],
    ['UTF-16 without', encoded('utf16le', '')],
    ['UTF-16 big-endian', encoded('utf16le', '\uFEFF').swap16()],
    ['UTF-16 big-endian without a mark', encoded('utf16le', '').swap16()],
    ['UTF-8 with a mark', encoded('utf8', '\uFEFF')],
    ['Windows-1252, declared', Buffer.from(`<?xml version="1.0" encoding="windows-1252"?>${suite('ü')}`, 'latin1')],
  ])('but %s is read', async (_, content) => {
    write('in.xml', content)
    expect((await cli(['preview', 'in.xml'])).stdout).toContain('PASS ü')
  })

  test('an encoding that nobody knows', async () => {
    write('odd.xml', `<?xml version="1.0" encoding="klingon"?>${suite('b')}`)
    await refused('odd.xml', /odd\.xml declares the encoding klingon.*line 1/)
  })
})

describe.runIf(hasTerminal)('at a terminal', () => {
  test('long work shows how far it is, and leaves no trace of it', async () => {
    write('big.xml', suite(...Array.from({ length: 5000 }, (_, index) => `test ${index}`)))
    const { ended, text } = atTerminal(folder, ['merge', 'big.xml', '-o', 'out.xml'])
    expect(await ended).toBe(0)
    expect(text()).toContain('Reading big.xml: 100 %')
    expect(text()).toContain('1 file merged into out.xml: 5000 test cases')
    const silent = atTerminal(folder, ['merge', 'big.xml', '-o', 'out.xml', '--json'])
    await silent.ended
    expect(silent.text()).not.toContain('Reading')
  })

  test('a file that cannot be read is told on a line of its own', async () => {
    write('big.xml', `${suite(...Array.from({ length: 5000 }, (_, index) => `test ${index}`))}<`)
    const { ended, raw } = atTerminal(folder, ['merge', 'big.xml', '-o', 'out.xml'])
    expect(await ended).toBe(2)
    expect(raw()).toMatch(/%\r\u001B\[2Kzephyr-report: big\.xml is not well-formed XML/)
  })

  test('what is waited for is shown with its time', async () => {
    write('a.xml', suite('b'))
    const slow = await startEmulator({ token, newMs: 3000, queuedMs: 1 })
    const { ended, text } = atTerminal(folder, ['upload', 'a.xml', '--wait', '20'], { ...job, ZEPHYR_URL: slow.url })
    expect(await ended).toBe(0)
    expect(text()).toMatch(/Delivering … \d s/)
    expect(text()).toContain('Zephyr has processed run')
    await slow.close()
  })
})

test('without a terminal no progress is shown', async () => {
  write('a.xml', suite('b'))
  expect((await cli(['merge', 'a.xml', '-o', 'out.xml'])).stderr).toBe('')
})
