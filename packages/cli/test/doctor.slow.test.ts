import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer as createHttp, type ServerResponse } from 'node:http'
import { type AddressInfo, connect, createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startEmulator } from '@zephyr-reporters/emulator'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Check } from '../src/doctor/check.ts'
import { cli, placeOptions } from './cli.ts'
import { startRecorder } from './recorder.ts'

const token = 'd0ct0r-s3cret-marked'
let emulator: Awaited<ReturnType<typeof startEmulator>>
let folder: string
beforeAll(async () => {
  emulator = await startEmulator({ token, newMs: 5, queuedMs: 5 })
})
afterAll(() => emulator.close())
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'zephyr-doctor-'))
  return () => rmSync(folder, { recursive: true })
})

const options = (url = emulator.url): Record<string, string> => ({
  ZEPHYR_URL: url,
  ZEPHYR_TOKEN: token,
  ...placeOptions,
})

/** Runs it for machines; answers its checks by name, and its exit code. */
async function examine(env: Record<string, string>, ...args: string[]) {
  const { code, stdout, stderr } = await cli(folder, ['doctor', '--json', ...args], env)
  expect(stdout + stderr).not.toContain(token)
  const checks: Check[] = JSON.parse(stdout)
  return { code, checks, of: (what: string) => checks.find((check) => check.what === what) }
}

const listening = async (server: Server): Promise<number> => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return (server.address() as AddressInfo).port
}

test('everything in order: names from the server, the order of the way there, and nothing but reads', async () => {
  const recorder = await startRecorder(emulator.url)
  const { code, checks, of } = await examine(options(recorder.url))
  expect(checks.filter(({ state }) => state === 'failed')).toEqual([])
  expect(code).toBe(0)
  expect(of('token')?.says).toContain('admin')
  expect(of('project')?.says).toBe('"Web shop" (1)')
  expect(of('release')?.says).toBe('"Release 1.0" (11)')
  expect(of('repository folder')?.says).toBe('"Automation" (32)')
  expect(of('cycle dates')).toMatchObject({ state: 'ok', says: expect.stringContaining('01/01/2020 to 12/31/2099') })
  expect(of('environment')).toMatchObject({ state: 'ok', says: 'this server asks for none, and none is set' })
  expect(of('execution statuses')).toMatchObject({ state: 'ok', says: expect.stringMatching(/^1 Pass, 2 Fail, /) })
  expect(of('option token')?.says).toBe('*** from ZEPHYR_TOKEN')
  const order = [
    'Node',
    'options',
    'DNS',
    'TCP',
    '/flex',
    'token',
    'project',
    'release',
    'list of jobs',
    'job "Nightly"',
  ]
  const seen = checks.map(({ what }) => what)
  const positions = [...order, 'clock', 'results folder'].map((what) => seen.indexOf(what))
  expect(positions).toEqual([...positions].sort((a, b) => a - b))
  expect(positions).not.toContain(-1)
  expect(recorder.asked.length).toBeGreaterThan(3)
  expect(recorder.asked.filter((what) => !what.startsWith('GET '))).toEqual([])
  await recorder.close()
})

describe('options', () => {
  test('wrong and missing ones are failed checks, and the rest goes on', async () => {
    writeFileSync(join(folder, 'zephyr.config.json'), '{"retries": "many", "jobNam": "x"}')
    const { ZEPHYR_CYCLE_NAME: _, ...env } = options()
    const { code, of } = await examine({ ...env, ZEPHYR_PROJECT_ID: 'six', ZEPHYR_JOBNAME: 'x' })
    expect(code).toBe(2)
    expect(of('option projectId')).toMatchObject({ state: 'failed', says: 'got "six" from ZEPHYR_PROJECT_ID' })
    expect(of('option retries')).toMatchObject({ state: 'failed' })
    expect(of('option jobNam')?.todo).toContain('Did you mean jobName?')
    expect(of('option cycleName')).toMatchObject({
      state: 'failed',
      todo: expect.stringContaining('ZEPHYR_CYCLE_NAME'),
    })
    expect(of('environment')?.says).toContain('ZEPHYR_JOBNAME')
    expect(of('configuration file')?.says).toContain(folder)
    expect(of('token')).toMatchObject({ state: 'ok' })
  })

  test('nothing set at all', async () => {
    const { code, of } = await examine({})
    expect(code).toBe(2)
    expect(of('option url')).toMatchObject({ state: 'failed', says: 'is missing' })
    expect(of('server')).toMatchObject({ state: 'skipped' })
    expect(of('results folder')).toMatchObject({ state: 'ok' })
  })

  test('a folder that does not fit is no success: the last line points at the note', async () => {
    const { code, stdout } = await cli(folder, ['doctor'], {
      ...options(),
      ZEPHYR_REPOSITORY_PATH: 'Release 1.0 > Other',
    })
    expect(code).toBe(0)
    expect(stdout).toMatch(/note repository folder: .* but repositoryPath says "Release 1\.0 > Other"\n {5}→ /)
    expect(stdout.trim()).toMatch(/\n\d+ checks passed\. Look at 1 note with → above\.$/)
    const fine = await cli(folder, ['doctor'], options())
    expect(fine.stdout.trim()).toMatch(/\nAll \d+ checks passed\.$/)
  })

  test('for people: each failure says what to do, and the last line counts', async () => {
    const { code, stdout } = await cli(folder, ['doctor'], { ...options(), ZEPHYR_TOKEN: 'wrong' })
    expect(code).toBe(1)
    expect(stdout).toMatch(/FAIL token: .*401.*\n {5}→ .*Administration > API tokens/)
    expect(stdout.trim()).toMatch(/\n1 of \d+ checks failed\.$/)
  })

  test.each([
    ['Bearer emulator-token', 'begins with "Bearer"'],
    ["'emulator-token'", 'stands in quotes'],
    ['emulator token', 'has a space in it'],
  ])('what was copied along with a token is named: %s', async (token, hint) => {
    const { stdout } = await cli(folder, ['doctor'], { ...options(), ZEPHYR_TOKEN: token })
    expect(stdout).toContain(`     → ZEPHYR_TOKEN ${hint}`)
    expect(stdout).not.toContain(token)
  })
})

describe('the way to the server', () => {
  test('a name that is not found, a port that is closed', async () => {
    const lost = await examine(options('http://nowhere.invalid'))
    expect(lost.code).toBe(1)
    expect(lost.of('DNS')).toMatchObject({ state: 'failed', todo: expect.stringContaining('HTTPS_PROXY') })
    expect(lost.of('TCP')).toBeUndefined()
    const gone = createServer()
    const port = await listening(gone)
    await new Promise((resolve) => gone.close(resolve))
    const closed = await examine(options(`http://127.0.0.1:${port}`))
    expect(closed.of('TCP')).toMatchObject({ state: 'failed', says: expect.stringContaining('ECONNREFUSED') })
    expect(closed.of('token')).toBeUndefined()
  })

  test('a server that never answers is given up in time', async () => {
    const silent = createServer()
    const port = await listening(silent)
    const { of } = await examine(options(`http://127.0.0.1:${port}`))
    expect(of('/flex')).toMatchObject({ state: 'failed', says: expect.stringContaining('within 10 seconds') })
    silent.close()
  }, 60_000)

  test.each<[string, (response: ServerResponse) => void, string, Partial<Check>]>([
    [
      'nothing at that path',
      (response) => response.writeHead(404).end(),
      '/flex',
      { state: 'failed', says: expect.stringContaining('404') },
    ],
    ['a gateway in trouble', (response) => response.writeHead(502).end(), '/flex', { state: 'failed' }],
    [
      'a login page',
      (response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<html><title>Sign on</title></html>'),
      'token',
      { state: 'failed', says: expect.stringContaining('Sign on') },
    ],
    [
      'a redirect to one',
      (response) => response.writeHead(302, { location: 'https://sso.example/login' }).end(),
      '/flex',
      { state: 'note', says: expect.stringContaining('https://sso.example') },
    ],
  ])('%s', async (_, answer, what, check) => {
    const server = createHttp((_, response) => answer(response))
    const port = await listening(server)
    const { code, of } = await examine(options(`http://127.0.0.1:${port}`))
    expect(code).toBe(1)
    expect(of(what)).toMatchObject(check)
    server.close()
  })

  test('TLS: who signed it, how long it holds, and how to trust it', async () => {
    const ours = certificate('our CA', 'IP:127.0.0.1')
    const server = await startRecorder(emulator.url, undefined, ours)
    const unknown = await examine(options(server.url))
    expect(unknown.code).toBe(1)
    expect(unknown.of('TLS')).toMatchObject({
      state: 'failed',
      says: expect.stringMatching(/by our CA, valid until \d{4}-\d\d-\d\d: DEPTH_ZERO_SELF_SIGNED_CERT/),
      todo: expect.stringContaining('NODE_EXTRA_CA_CERTS'),
    })
    expect(unknown.of('token')).toBeUndefined()
    const absent = await examine({ ...options(server.url), NODE_EXTRA_CA_CERTS: join(folder, 'absent.pem') })
    expect(absent.of('TLS')?.todo).toContain('absent.pem, which is not there')
    const trusted = await examine({ ...options(server.url), NODE_EXTRA_CA_CERTS: ours.path })
    expect(trusted.of('TLS')).toMatchObject({ state: 'ok' })
    expect(trusted.code).toBe(0)
    await server.close()

    const others = certificate('other', 'DNS:other.example')
    const named = await startRecorder(emulator.url, undefined, others)
    const wrong = await examine({ ...options(named.url), NODE_EXTRA_CA_CERTS: others.path })
    expect(wrong.of('TLS')).toMatchObject({ state: 'failed', todo: expect.stringContaining('other.example') })
    await named.close()

    // Not TLS at all.
    const plain = await examine(options(emulator.url.replace('http:', 'https:')))
    expect(plain.of('TLS')).toMatchObject({ state: 'failed', todo: expect.stringContaining('http against https') })
  }, 60_000)

  test('a proxy: which, whether it lets through, and its login is not shown', async () => {
    let status = 200
    const proxy = createHttp()
    proxy.on('connect', (request, socket) => {
      if (status !== 200) return socket.end(`HTTP/1.1 ${status} No\r\n\r\n`)
      const [host = '', port = ''] = (request.url ?? '').split(':')
      const onward = connect(Number(port), host, () => {
        socket.write('HTTP/1.1 200 OK\r\n\r\n')
        onward.pipe(socket)
        socket.pipe(onward)
      })
      onward.on('error', () => socket.destroy())
      socket.on('error', () => onward.destroy())
    })
    const port = await listening(proxy)
    const env = { ...options('https://127.0.0.1:1'), HTTPS_PROXY: `http://me:${token}@127.0.0.1:${port}` }
    status = 407
    const refused = await examine(env)
    expect(refused.of('proxy')).toMatchObject({ state: 'failed', says: expect.stringContaining('(407)') })
    expect(refused.code).toBe(1)
    status = 200
    const own = certificate('proxied', 'IP:127.0.0.1')
    const server = await startRecorder(emulator.url, undefined, own)
    const through = await examine({ ...env, ZEPHYR_URL: server.url, NODE_EXTRA_CA_CERTS: own.path })
    expect(through.of('proxy')).toMatchObject({ state: 'ok', says: `through 127.0.0.1:${port}` })
    expect(through.of('TLS')).toMatchObject({ state: 'ok' })
    expect(through.code).toBe(0)
    await server.close()
    proxy.close()
    const gone = await examine(env)
    expect(gone.of('TCP of the proxy')).toMatchObject({ state: 'failed', todo: expect.stringContaining('HTTPS_PROXY') })
    expect((await examine({ ...env, HTTPS_PROXY: 'http://a b' })).of('proxy')).toMatchObject({ state: 'failed' })
  }, 60_000)

  function certificate(name: string, alt: string) {
    const [key, path] = [join(folder, `${name}.key`), join(folder, `${name}.pem`)]
    const subject = ['-subj', `/CN=${name}`, '-addext', `subjectAltName=${alt}`]
    const args = [
      'req',
      '-x509',
      '-newkey',
      'rsa:2048',
      '-nodes',
      '-days',
      '90',
      '-keyout',
      key,
      '-out',
      path,
      ...subject,
    ]
    execFileSync('openssl', args, { stdio: 'ignore' })
    return { path, key: readFileSync(key), cert: readFileSync(path) }
  }

  test('clocks that disagree', async () => {
    const late = await startRecorder(emulator.url, (_, response) => {
      response.setHeader('date', new Date(Date.now() + 3_600_000).toUTCString())
      response.writeHead(401).end()
      return true
    })
    const { of } = await examine(options(late.url))
    expect(of('token')).toMatchObject({ state: 'failed' })
    await late.close()
    const probe = await startRecorder(emulator.url, (_, response, { headers }) => {
      if (headers.authorization) return false
      response.setHeader('date', new Date(Date.now() - 3_600_000).toUTCString())
      response.writeHead(401).end()
      return true
    })
    const { of: found, code } = await examine(options(probe.url))
    expect(found('clock')).toMatchObject({ state: 'failed', says: expect.stringMatching(/3\d{3} seconds behind/) })
    expect(code).toBe(1)
    await probe.close()
  })
})

describe('what the token may do', () => {
  test('no permission', async () => {
    const { code, of } = await examine({ ...options(), ZEPHYR_TOKEN: emulator.deniedToken })
    expect(code).toBe(1)
    expect(of('token')).toMatchObject({ state: 'ok', says: expect.stringContaining('may not') })
    expect(of('list of jobs')).toMatchObject({ state: 'failed', todo: expect.stringContaining('administrator') })
  })

  test('ids that are not there: what there is instead', async () => {
    const release = await examine({ ...options(), ZEPHYR_RELEASE_ID: '99' })
    expect(release.of('release')).toMatchObject({ state: 'failed', todo: expect.stringContaining('11 "Release 1.0"') })
    const tree = await examine({ ...options(), ZEPHYR_REPOSITORY_TREE_ID: '42' })
    expect(tree.of('repository folder')).toMatchObject({
      state: 'failed',
      todo: expect.stringContaining('34 "Automation > Web"'),
    })
    const path = await examine({ ...options(), ZEPHYR_REPOSITORY_PATH: 'Release 1.0 > Manual' })
    expect(path.of('repository folder')).toMatchObject({
      state: 'note',
      says: expect.stringContaining('"Release 1.0 > Manual"'),
    })
    const job = await examine({ ...options(), ZEPHYR_JOB_ID: '4711' })
    expect(job.of('job')).toMatchObject({ state: 'failed', todo: expect.stringContaining('not a run') })
  })

  test('a server that offers only the nine operations is no failure', async () => {
    const bare = await startRecorder(emulator.url, (asked, response) => {
      if (/automation/.test(asked)) return false
      response.writeHead(404, { 'content-type': 'text/html' }).end('<html><title>Not found</title></html>')
      return true
    })
    const { code, of } = await examine(options(bare.url))
    expect(code).toBe(0)
    expect(of('token')).toMatchObject({ state: 'ok', says: expect.stringContaining('does not show') })
    for (const what of ['project', 'release', 'repository folder']) expect(of(what)).toMatchObject({ state: 'skipped' })
    await bare.close()
  })

  test('a cycle beyond its release, statuses of its own, and a locked release', async () => {
    const body = (asked: string) => {
      if (asked.includes('release/paged'))
        return { results: [{ id: 11, name: 'Release 1.0', startDate: '01/01/2026', endDate: '01/31/2026' }] }
      const value = JSON.stringify([{ id: '1', value: 'OK' }])
      return asked.includes('v3/admin/preference') ? [{ key: 'testresult.testresultStatus.LOV', value }] : undefined
    }
    const odd = await startRecorder(emulator.url, (asked, response) => {
      const answer = body(asked)
      if (answer) response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer))
      return answer !== undefined
    })
    const { of } = await examine({
      ...options(odd.url),
      ZEPHYR_CYCLE_START_DATE: '2026-01-20',
      ZEPHYR_CYCLE_END_DATE: '2026-02-05',
    })
    expect(of('cycle dates')).toMatchObject({
      state: 'note',
      says: '01/20/2026 to 02/05/2026 for a new cycle, but the release runs 01/01/2026 to 01/31/2026',
    })
    expect(of('execution statuses')).toMatchObject({ state: 'note', todo: expect.stringContaining('calibrate') })
    await odd.close()
    emulator.setHabits({ release: { lockedFor: 60 } })
    const locked = await examine(options())
    emulator.setHabits({})
    expect(locked.of('list of jobs')).toMatchObject({ state: 'note', says: 'the release is locked' })
  })

  test('a refused create without an environment names the variable, and with it is taken', async () => {
    emulator.setHabits({ environment: 'mandatory' })
    writeFileSync(join(folder, 'r.xml'), '<testsuite><testcase classname="a" name="b"/></testsuite>')
    const env = { ...options(), ZEPHYR_JOB_NAME: 'With environment' }
    const refused = await cli(folder, ['upload', 'r.xml'], env)
    const right = await cli(folder, ['upload', 'r.xml', '--environment', 'QA'], env)
    emulator.setHabits({})
    expect([refused.code, right.code]).toEqual([1, 0])
    expect(refused.stderr).toContain('set ZEPHYR_ENVIRONMENT')
  })

  test('a server that asks for an environment, and several jobs of the name', async () => {
    const asking = await startRecorder(emulator.url, (asked, response) => {
      if (!asked.includes('preference')) return false
      response.writeHead(200, { 'content-type': 'application/json' }).end('[{"name":"x","value":"true"}]')
      return true
    })
    writeFileSync(join(folder, 'r.xml'), '<testsuite><testcase classname="a" name="b"/></testsuite>')
    for (const _ of [1, 2]) await cli(folder, ['jobs', 'create', 'r.xml'], { ...options(), ZEPHYR_JOB_NAME: 'Doubled' })
    const { of } = await examine({ ...options(asking.url), ZEPHYR_JOB_NAME: 'Doubled' })
    expect(of('environment')).toMatchObject({ state: 'note', todo: expect.stringContaining('ZEPHYR_ENVIRONMENT') })
    expect(of('job "Doubled"')).toMatchObject({ state: 'note', says: expect.stringContaining('2 of that name') })
    await asking.close()
  })
})

describe('this folder', () => {
  test('the last results: test cases, requirements, size', async () => {
    mkdirSync(join(folder, 'zephyr-results'))
    const requirements = '<requirements><requirement>ID_7</requirement><requirement>ID_8</requirement></requirements>'
    const cases = `<testcase classname="a" name="b">${requirements}</testcase><testcase classname="a" name="c"/>`
    writeFileSync(join(folder, 'zephyr-results/jest.xml'), `<testsuite>${cases}</testsuite>`)
    writeFileSync(join(folder, 'zephyr-results/vitest.xml'), '<testsuite>')
    const { of } = await examine({})
    expect(of('result file jest.xml')).toMatchObject({
      state: 'ok',
      says: '2 test cases, 2 requirements, less than 0.1 MB of the 50 MB that Zephyr takes by default',
    })
    expect(of('result file vitest.xml')).toMatchObject({ state: 'note' })
  })

  const install = (name: string, version: string) => {
    mkdirSync(join(folder, 'node_modules', name), { recursive: true })
    writeFileSync(join(folder, 'node_modules', name, 'package.json'), JSON.stringify({ version }))
  }

  test('runners: their versions, their configuration, and whether the reporter stands in it', async () => {
    const devDependencies = { jest: '*', vitest: '*', '@playwright/test': '*' }
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ devDependencies }))
    writeFileSync(join(folder, 'jest.config.js'), "export default { reporters: ['@zephyr-reporters/jest'] }")
    writeFileSync(join(folder, 'vite.config.ts'), 'export default { test: {} }')
    install('jest', '30.1.0')
    install('@zephyr-reporters/jest', '0.1.0')
    install('vitest', '3.2.0')
    install('@zephyr-reporters/vitest', '0.1.0')
    install('@playwright/test', '1.40.0')
    const { code, of } = await examine(options())
    expect(of('Jest')).toMatchObject({ state: 'ok', says: '30.1.0, @zephyr-reporters/jest 0.1.0, jest.config.js' })
    expect(of('Vitest')).toMatchObject({
      state: 'note',
      says: expect.stringContaining('vite.config.ts'),
      todo: expect.stringContaining("'@zephyr-reporters/vitest'"),
    })
    expect(of('Playwright')).toMatchObject({ state: 'failed', todo: expect.stringContaining('1.44') })
    expect(code).toBe(2)
    install('@playwright/test', '1.50.0')
    expect((await examine(options())).of('Playwright')?.todo).toBe(
      'npm install --save-dev @zephyr-reporters/playwright',
    )
  })

  test('a package.json that is none', async () => {
    writeFileSync(join(folder, 'package.json'), '{')
    expect((await examine(options())).of('runner')).toMatchObject({
      state: 'failed',
      says: expect.stringContaining('package.json is not JSON'),
    })
    const { code, stderr } = await cli(folder, ['init', '--yes'], options())
    expect(code).toBe(2)
    expect(stderr).toContain('package.json is not JSON')
  })

  test('deliveries that were not finished, and a results folder that cannot be written', async () => {
    mkdirSync(join(folder, 'zephyr-results'))
    writeFileSync(join(folder, 'zephyr-results/jest.pending.json'), '{}')
    const { code, of } = await examine(options())
    expect(code).toBe(0)
    expect(of('deliveries')).toMatchObject({ state: 'note', todo: '`npx zephyr-report resend` finishes them.' })
    writeFileSync(join(folder, 'file'), '')
    const blocked = await examine(options(), '--output-file', 'file/below/results.xml')
    expect(blocked.of('results folder')).toMatchObject({
      state: 'failed',
      todo: expect.stringContaining('ZEPHYR_OUTPUT_FILE'),
    })
    expect(blocked.code).toBe(2)
  })
})
