import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { loadSettings, missingForDelivery } from '../../src/config/load.ts'
import { fillNames } from '../../src/config/names.ts'
import { problemsMessage } from '../../src/config/problems.ts'
import { writeServerFile } from '../../src/config/server-file.ts'
import { stockRules } from '../../src/verify/probe.ts'
import { temporaryFolder } from '../folder.ts'

const folder = (config?: unknown) => {
  const root = temporaryFolder()
  if (config !== undefined)
    writeFileSync(join(root, 'zephyr.config.json'), typeof config === 'string' ? config : JSON.stringify(config))
  return root
}
const load = (parts: Partial<Parameters<typeof loadSettings>[0]> = {}) =>
  loadSettings({ runner: 'jest', env: {}, cwd: folder(), ...parts })

test('environment wins over reporter options over zephyr.config.json over default', () => {
  const cwd = folder({ jobName: 'file', cycleName: 'file', phaseName: 'file' })
  const { settings, sources } = load({
    cwd,
    options: { jobName: 'options', cycleName: 'options' },
    env: { ZEPHYR_JOB_NAME: 'environment' },
  })
  expect(settings).toMatchObject({ jobName: 'environment', cycleName: 'options', phaseName: 'file', retries: 4 })
  expect(sources.jobName).toEqual({ kind: 'environment', label: 'ZEPHYR_JOB_NAME' })
  expect(sources.retries.kind).toBe('default')
})

test('flags win over the environment', () => {
  expect(load({ flags: { retries: '1' }, env: { ZEPHYR_RETRIES: '2' } }).settings.retries).toBe(1)
})

test('an empty string counts as unset', () => {
  expect(load({ env: { ZEPHYR_JOB_NAME: ' ' }, options: { jobName: 'options' } }).settings.jobName).toBe('options')
})

test('zephyr.config.json is found upward from the working directory', () => {
  const root = folder({ projectId: 7 })
  mkdirSync(join(root, 'a/b'), { recursive: true })
  expect(load({ cwd: join(root, 'a/b') }).settings.projectId).toBe(7)
})

test.each(['true', '1', 'YES', 'On'])('%s is true', (word) => {
  expect(load({ env: { ZEPHYR_STRICT: word } }).settings.strict).toBe(true)
})

test.each(['false', '0', 'No', 'OFF'])('%s is false', (word) => {
  expect(load({ env: { ZEPHYR_CREATE_PACKAGE: word } }).settings.createPackage).toBe(false)
})

test.each([
  ['true', 600],
  ['45', 45],
  [' 45 ', 45],
  ['1', 1],
  ['0', 0],
  ['no', 0],
])('wait: %s is %i seconds', (given, seconds) => {
  expect(load({ env: { ZEPHYR_WAIT: given } }).settings.wait).toBe(seconds)
})

test.each(['ZEPHYR_TIMEOUT', 'ZEPHYR_DELIVERY_TIMEOUT', 'ZEPHYR_WAIT'])(
  '%s of 60000 was meant in milliseconds',
  (name) => {
    const { problems } = load({ env: { [name]: '60000' } })
    expect(problems).toHaveLength(1)
    expect(problems[0]).toMatchObject({
      source: name,
      given: '"60000"',
      expected: expect.stringContaining('milliseconds'),
    })
  },
)

test.each([
  [{ ZEPHYR_VERIFY: 'on' }, { verify: true, wait: 600 }],
  [{ ZEPHYR_ATTACHMENTS: 'failed' }, { attachments: 'failed', verify: true, wait: 600 }],
  [
    { ZEPHYR_ATTACHMENTS: 'all', ZEPHYR_WAIT: '30', ZEPHYR_VERIFY: 'no' },
    { verify: true, wait: 30 },
  ],
  [
    { ZEPHYR_WAIT: '0', ZEPHYR_VERIFY: '0' },
    { verify: false, wait: 0, attachments: 'none' },
  ],
])('attachments imply verify, verify implies wait: %o', (env, settings) => {
  expect(load({ env }).settings).toMatchObject(settings)
})

test.each([
  ['-10', -10],
  [-10, -10],
  [' 7 ', 7],
])('assignResultsTo %s is anyone or a user', (given, sent) => {
  expect(load({ options: { assignResultsTo: given } })).toMatchObject({
    settings: { assignResultsTo: sent },
    problems: [],
  })
})

test.each([-1, '-9', 0, '10.5', 'anyone'])('assignResultsTo %s is neither', (given) => {
  expect(load({ options: { assignResultsTo: given } }).problems).toMatchObject([{ option: 'assignResultsTo' }])
})

test.each([
  ['staging', 'staging'],
  [' /web/chrome 120/ ', 'web/chrome 120'],
  ['v1.2 / b', 'v1.2/b'],
])('packagePrefix %s is taken as %s', (given, taken) => {
  expect(load({ env: { ZEPHYR_PACKAGE_PREFIX: given } })).toMatchObject({
    settings: { packagePrefix: taken },
    problems: [],
  })
})

test.each(['/', 'a//b', '//'])('packagePrefix %s names an empty folder', (given) => {
  expect(load({ env: { ZEPHYR_PACKAGE_PREFIX: given } }).problems).toMatchObject([{ option: 'packagePrefix' }])
})

test.each([
  ['2026-02-28', '02/28/2026'],
  ['02/28/2026', '02/28/2026'],
])('the day %s is sent as %s', (given, sent) => {
  expect(load({ options: { cycleStartDate: given } }).settings.cycleStartDate).toBe(sent)
})

test('a day that does not exist is refused', () => {
  expect(load({ options: { cycleEndDate: '2026-02-30' } }).problems).toHaveLength(1)
})

test('every problem stands in one message with option, source, given and expected', () => {
  const { problems } = load({
    env: { ZEPHYR_PROJECT_ID: 'PRJ', ZEPHYR_SKIPPED: 'hide' },
    options: { retries: -1, jobNam: 'x' },
  })
  const message = problemsMessage(problems)
  expect(message).toContain('4 options are wrong:')
  expect(message).toContain('projectId: got "PRJ" from ZEPHYR_PROJECT_ID. Expected: a whole number above 0')
  expect(message).toContain('skipped: got "hide" from ZEPHYR_SKIPPED. Expected: `omit` or `include`')
  expect(message).toContain("retries: got -1 from the reporter's options. Expected")
  expect(message).toContain("jobNam is not an option (in the reporter's options). Did you mean jobName?")
})

test('an unknown ZEPHYR_ variable gets a "did you mean"', () => {
  expect(load({ env: { ZEPHYR_PROJECTID: '7' } }).warnings).toEqual([
    expect.stringContaining('Did you mean ZEPHYR_PROJECT_ID?'),
  ])
  expect(load({ env: { ZEPHYR_BASE: '/opt', ZEPHYR_PROJECTID: '' } }).warnings).toEqual([
    'ZEPHYR_BASE is not an option of these reporters and is ignored.',
  ])
})

test.each(['toString', 'constructor', 'projectid', 'ZEPHYR_URL'])('%s is no option', (name) => {
  expect(load({ options: { [name]: 1 } }).problems).toMatchObject([{ option: name }])
})

test('a secret in the file is refused with what to do, and never shown', () => {
  const { problems, settings } = load({ cwd: folder({ token: 's3cret-value' }) })
  expect(settings.token).toBeUndefined()
  const message = problemsMessage(problems)
  expect(message).toContain('set ZEPHYR_TOKEN in the environment')
  expect(message).not.toContain('s3cret-value')
})

test.each([
  'https://me:s3cret-value@acme.example',
  'me:s3cret-value@acme.example',
  'https://me:a@s3cret-value@acme.example',
  'ftp://acme.example/?token=s3cret-value',
  'https://me:x@acme.example/?token=s3cret-value',
])('a password in the address is refused and not shown: %s', (given) => {
  const { problems } = load({ env: { ZEPHYR_URL: given } })
  expect(problems).toHaveLength(1)
  expect(problemsMessage(problems)).not.toContain('s3cret-value')
})

test.each([
  ['https://acme.example/zephyr/flex/services/rest/v4/', 'https://acme.example/zephyr/flex/services/rest/v4/'],
  ['acme.example', 'https://acme.example'],
  ['https://acme.example/flex?token=s3cret-value', 'https://acme.example/flex'],
  ['https://acme.example/flex/html5/#/release/11', 'https://acme.example/flex/html5/'],
  [' localhost:8080/flex ', 'https://localhost:8080/flex'],
])('the address %s is taken as %s', (given, taken) => {
  expect(load({ env: { ZEPHYR_URL: given } })).toMatchObject({ problems: [], settings: { url: taken } })
})

test('a secret too short to be masked is worth a warning; it is not shown in it', () => {
  const { warnings } = load({ env: { ZEPHYR_PASSWORD: 'pa55', ZEPHYR_USERNAME: 'me' } })
  expect(warnings).toEqual(['password has fewer than 8 characters and cannot be masked in what is printed.'])
  expect(load({ env: { ZEPHYR_TOKEN: '12345678' } }).warnings).toEqual([])
})

test('a part of NO_PROXY that means nothing is worth a warning, where a proxy is set', () => {
  const env = { NO_PROXY: 'localhost,127.0.0.1/', HTTPS_PROXY: 'http://proxy.example' }
  expect(load({ env }).warnings).toEqual([expect.stringMatching(/^NO_PROXY has "127\.0\.0\.1\/", which is ignored/)])
  expect(load({ env: { NO_PROXY: '/99' } }).warnings).toEqual([])
})

test.each(['ftp://acme.example', 'https:/acme.example', 'not an address', 'https://', 'mailto:me@acme.example'])(
  '%s is no address',
  (given) => {
    expect(load({ env: { ZEPHYR_URL: given } }).problems).toHaveLength(1)
  },
)

test.each(['ümlaut', 'tok…en', 'two\nlines'])(
  'a secret that no header can carry is reported, not shown: %s',
  (given) => {
    const { problems } = load({ env: { ZEPHYR_TOKEN: given } })
    expect(problemsMessage(problems)).toMatch(/token: got \(not shown\) from ZEPHYR_TOKEN\. Expected: ASCII text/)
  },
)

test('a cycle that ends before it starts is reported with its source', () => {
  const { problems } = load({ options: { cycleStartDate: '2026-02-02' }, env: { ZEPHYR_CYCLE_END_DATE: '2026-02-01' } })
  expect(problems).toMatchObject([{ option: 'cycleEndDate', source: 'ZEPHYR_CYCLE_END_DATE' }])
})

test.each([
  ['broken JSON', '{ nope'],
  ['a comment', '{ "jobName": "a", // mine\n "retries": 1 }'],
  ['a list', '[1]'],
  ['a text', '"url"'],
  ['null', 'null'],
  ['nothing', ''],
])('a file that holds %s is one problem that names it', (_, content) => {
  const cwd = folder(content)
  const { problems } = load({ cwd })
  expect(problems).toHaveLength(1)
  const expected = 'one JSON object with options, without comments'
  expect(problems[0]).toMatchObject({ source: join(cwd, 'zephyr.config.json'), expected })
})

test('a byte order mark is no problem; a folder of the name is reported', () => {
  expect(load({ cwd: folder('\uFEFF{ "retries": 1 }') }).settings.retries).toBe(1)
  const cwd = folder()
  mkdirSync(join(cwd, 'zephyr.config.json'))
  expect(load({ cwd }).problems[0]?.given).toContain('EISDIR')
})

test.each(['{ "token": s3cr3t-value }', '{"token":"s3cr3t"; }', '{"token":"s3cr3t'])(
  'broken JSON is reported without what stands around the error: %s',
  (content) => {
    const { problems } = load({ cwd: folder(content) })
    expect(problems).toHaveLength(1)
    expect(problemsMessage(problems)).not.toMatch(/s3c|r3t/)
  },
)

test('what a delivery needs is reported by name; with jobId only server and token', () => {
  const names = (loaded: ReturnType<typeof load>) => missingForDelivery(loaded).map(({ option }) => option)
  expect(names(load())).toEqual([
    'url',
    'token',
    'projectId',
    'releaseId',
    'jobName',
    'cycleName',
    'repositoryPath',
    'repositoryTreeId',
  ])
  expect(names(load({ options: { jobId: 5 } }))).toEqual(['url', 'token'])
})

test.each([
  ['GitHub Actions', { GITHUB_ACTIONS: 'true', GITHUB_RUN_ID: '42', GITHUB_REF: 'refs/heads/dev', GITHUB_SHA: 'abc' }],
  ['GitLab', { GITLAB_CI: 'true', CI_PIPELINE_ID: '42', CI_COMMIT_REF_NAME: 'dev', CI_COMMIT_SHA: 'abc' }],
  ['Jenkins', { JENKINS_URL: 'http://ci', BUILD_NUMBER: '42', GIT_BRANCH: 'dev', GIT_COMMIT: 'abc' }],
  [
    'Azure',
    {
      BUILD_BUILDURI: 'vsts',
      BUILD_BUILDNUMBER: '42',
      BUILD_SOURCEBRANCH: 'refs/heads/dev',
      BUILD_SOURCEVERSION: 'abc',
    },
  ],
  ['CircleCI', { CIRCLECI: 'true', CIRCLE_BUILD_NUM: '42', CIRCLE_BRANCH: 'dev', CIRCLE_SHA1: 'abc' }],
  ['Bitbucket', { BITBUCKET_COMMIT: 'abc', BITBUCKET_BUILD_NUMBER: '42', BITBUCKET_BRANCH: 'dev' }],
  ['Buildkite', { BUILDKITE: 'true', BUILDKITE_BUILD_NUMBER: '42', BUILDKITE_BRANCH: 'dev', BUILDKITE_COMMIT: 'abc' }],
  ['Travis', { TRAVIS: 'true', TRAVIS_BUILD_NUMBER: '42', TRAVIS_BRANCH: 'dev', TRAVIS_COMMIT: 'abc' }],
  ['Drone', { DRONE: 'true', DRONE_BUILD_NUMBER: '42', DRONE_BRANCH: 'dev', DRONE_COMMIT_SHA: 'abc' }],
])('%s fills {branch}, {commit} and {build}', async (_, env) => {
  const loaded = load({ env, options: { jobName: '{runner} {branch} {commit} {build} {date}' } })
  expect(await fillNames(loaded, loaded.env.cwd, new Date(2026, 0, 5))).toEqual([])
  expect(loaded.settings.jobName).toBe('jest dev abc 42 2026-01-05')
})

test('a placeholder without a value, or an unknown one, is a problem and not an empty name', async () => {
  const loaded = load({ options: { jobName: 'job {build}', cycleName: '{sprint}' } })
  const problems = await fillNames(loaded, folder())
  expect(problems.map(({ option }) => option)).toEqual(['jobName', 'cycleName'])
  expect(problems[1]?.expected).toContain('not {sprint}')
})

test('a server that was measured to know tests that did not run is shown them, unless an option says otherwise', () => {
  const cwd = temporaryFolder()
  writeServerFile(cwd, 'https://acme.example', { ...stockRules, skipped: 'not executed' })
  const skipped = (env: Record<string, string>) => loadSettings({ runner: 'jest', cwd, env }).settings.skipped
  expect(skipped({ ZEPHYR_URL: 'https://acme.example' })).toBe('include')
  expect(skipped({ ZEPHYR_URL: 'https://other.example' })).toBe('omit')
  expect(skipped({ ZEPHYR_URL: 'https://acme.example', ZEPHYR_SKIPPED: 'omit' })).toBe('omit')
})

test('shards that are uploaded one by one cannot share a jobId', () => {
  const shards = { ZEPHYR_SHARDS: 'upload' }
  expect(load({ env: { ...shards, ZEPHYR_JOB_ID: '101' } }).problems).toMatchObject([
    { option: 'shards', source: 'ZEPHYR_SHARDS', expected: expect.stringContaining('jobName') },
  ])
  expect(load({ env: { ...shards, ZEPHYR_JOB_NAME: 'Nightly' } }).problems).toEqual([])
  expect(load({ env: { ZEPHYR_JOB_ID: '101' } }).problems).toEqual([])
})
