import { startEmulator } from '@zephyr-reporters/emulator'
import { describe, expect, test } from 'vitest'
import { differences, often } from '../harness/project.ts'
import { check, dryRun, mochaProject, newest, oldest, scenarios } from './mocha.ts'

test.concurrent.each(scenarios())('$name: records exactly what the truth table says', async (scenario) => {
  expect(await check(scenario)).toEqual([])
})

test.concurrent.each(scenarios().filter(({ name }) => name === 'outcomes'))(
  `$name: Mocha ${oldest} on Node 20`,
  async (scenario) => {
    expect(await check(scenario, oldest, '20')).toEqual([])
  },
)

const due = (name: string) => scenarios().find((scenario) => scenario.name === name)?.rows ?? []
const online = { ZEPHYR_TOKEN: 'a-token-that-goes-nowhere', ZEPHYR_URL: 'http://127.0.0.1:9', ZEPHYR_JOB_ID: '1' }
/** Without the suite's own configuration, whose options come behind the command line's. */
const bare = ['--no-config', '--reporter', '@zephyr-reporters/mocha']
const linesOf = (stderr: string) => stderr.split('\n').filter((line) => line.startsWith('[zephyr]'))

test.concurrent('texts and flaky', async () => {
  const { run, records, read } = await mochaProject('outcomes')
  await run([], { env: dryRun })
  const found = await records()
  const text = (name: string) => found.find((record) => record.name === name)?.attachment ?? ''
  for (const { status, attachment } of found) if (status === 'FAIL') expect(attachment?.trim()).toBeTruthy()
  expect(text('thrown > fails an assertion')).toMatch(
    /1 !== 2[\s\S]*outcomes\.spec\.js:5[\s\S]*Expected: 2\nActual: {3}1/,
  )
  expect(text('thrown > throws with a chain of causes')).toMatch(/outer[\s\S]*inner[\s\S]*innermost/)
  expect(text('thrown > throws an Error with no message and no stack')).toBe('Error: (without a message)')
  const file = await read('zephyr-results/mocha.xml')
  expect(file.match(/<property name="flaky"/g)).toHaveLength(2)
})

describe.concurrent('the names stay, however the suite is run', () => {
  test.each([
    [
      'from a list of files in another order',
      ['tests/b/twin.test.js', 'tests/b/twin.spec.js', 'tests/outcomes.spec.js'],
    ],
    ['in parallel', ['--parallel']],
    ['sorted', ['--sort']],
    ['twice over', ['--file', 'tests/a/same.spec.js']],
  ])('%s', async (_, args) => {
    const { run, records } = await mochaProject('outcomes')
    await run(args, { env: dryRun })
    expect(differences(await records(), due('outcomes'))).toEqual([])
  })

  test('one test by its name', async () => {
    const { run, recorded } = await mochaProject('outcomes')
    await run(['--grep', 'group same'], { env: dryRun })
    expect(await recorded()).toEqual([
      'FAIL tests.outcomes | names > group > same (2)',
      'PASS tests.outcomes | names > group > same',
    ])
  })
})

test.concurrent('delivers: the first run creates the job, the second updates it and its test cases', async () => {
  const emulator = await startEmulator()
  const { run } = await mochaProject('hooks')
  const env = {
    ZEPHYR_URL: emulator.url,
    ZEPHYR_TOKEN: emulator.token,
    ZEPHYR_PROJECT_ID: '1',
    ZEPHYR_RELEASE_ID: '1',
    ZEPHYR_JOB_NAME: 'Mocha',
    ZEPHYR_CYCLE_NAME: 'Regression',
    ZEPHYR_REPOSITORY_PATH: 'Automation',
    ZEPHYR_REPOSITORY_TREE_ID: '1',
    ZEPHYR_WAIT: '30',
  }
  const testcases: number[][] = []
  for (const args of [[], ['--parallel']]) {
    const { stderr } = await run(args, { env })
    expect(stderr).not.toMatch(/\[zephyr\] (Error|Warning)/)
    const records = emulator.records({ jobId: emulator.jobs()[0]?.id })
    expect(differences(records, due('hooks'))).toEqual([])
    testcases.push(records.map(({ testcase }) => testcase).sort())
  }
  expect(emulator.jobs()).toHaveLength(1)
  expect(testcases[1]).toEqual(testcases[0])
  await emulator.close()
})

describe.concurrent.each(often([newest], [oldest]))('nothing to deliver, Mocha %s', (version) => {
  test('without ZEPHYR_* there is no trace of the reporter, and the output is spec’s or another’s', async () => {
    const { run, has } = await mochaProject('modes', version)
    const plain = await run([...bare, 'tests/a.spec.js'])
    expect(plain.code).toBe(1)
    expect(plain.stdout).toMatch(/✔ one[\s\S]*1\) two[\s\S]*2 passing/)
    const dot = await run([...bare, '--reporter-option', 'reporter=dot', 'tests/a.spec.js'])
    expect(dot.stdout).not.toContain('✔')
    for (const { stdout, stderr } of [plain, dot]) expect(stdout + stderr).not.toContain('zephyr]')
    expect(has('zephyr-results')).toBe(false)
  })

  test('strict without a token fails a green run; a failed delivery does so only with strict', async () => {
    const { run } = await mochaProject('modes', version)
    const green = ['tests/a.spec.js', '--grep', 'one']
    const refused = await run(green, { env: { ZEPHYR_STRICT: 'true', ZEPHYR_URL: 'http://127.0.0.1:9' } })
    expect(refused.code).toBe(1)
    expect(linesOf(refused.stderr)).toHaveLength(1)
    const env = { ...online, ZEPHYR_RETRIES: '0' }
    expect((await run(green, { env })).code).toBe(0)
    expect((await run(green, { env: { ...env, ZEPHYR_STRICT: '1' } })).code).toBe(1)
  })

  test('Mocha’s own dry run calls tests passed that never ran: nothing is sent', async () => {
    const { run, has } = await mochaProject('modes', version)
    const { stderr } = await run(['--dry-run'], { env: online })
    expect(linesOf(stderr)).toEqual(["[zephyr] Nothing is sent to Zephyr in Mocha's dry run."])
    expect(has('zephyr-results')).toBe(false)
  })

  test('watch mode', async () => {
    const { run, has } = await mochaProject('modes', version)
    let output = ''
    const { stderr, ms } = await run(['--watch'], {
      env: online,
      onOutput(text, child) {
        output += text
        // Mocha prints it at the end of each run.
        if (output.includes('waiting for changes') && output.includes('[zephyr]')) child.kill('SIGKILL')
      },
    })
    expect(output).toContain('waiting for changes')
    // Not ended by the harness’s own limit.
    expect(ms).toBeLessThan(200_000)
    expect(linesOf(stderr)).toEqual(['[zephyr] Nothing is sent to Zephyr in watch mode.'])
    expect(has('zephyr-results')).toBe(false)
  })

  test.each(['SIGINT', 'SIGTERM'] as const)('%s: the file is written, nothing is sent', async (signal) => {
    const { run, has, recorded } = await mochaProject('modes', version)
    let isSent = false
    const { stderr } = await run([...bare, 'other/hangs.spec.js'], {
      env: online,
      onOutput(text, child) {
        if (isSent || !text.includes('hanging')) return
        isSent = true
        child.kill(signal)
        // Mocha waits for the test to end on SIGINT; a second one ends it.
        setTimeout(() => child.kill('SIGKILL'), 3000)
      },
    })
    expect(linesOf(stderr).join('\n')).toContain('The run was interrupted: nothing is sent to Zephyr.')
    expect(has('zephyr-results/mocha.xml')).toBe(true)
    expect(await recorded()).toEqual(['PASS other.hangs | passes'])
  })
})

test.concurrent('a test that ends the process: what ran is in the file, and the test fails', async () => {
  const { run, recorded } = await mochaProject('deaths')
  const { code } = await run(['tests/exits.spec.js'], { env: online })
  expect(code).toBe(3)
  expect(await recorded()).toEqual(['FAIL tests.exits | exits', 'PASS tests.exits | before'])
})

test.concurrent('a printing reporter that is not there is one clear message', async () => {
  const { run } = await mochaProject('modes')
  const { code, stdout, stderr } = await run([
    ...bare,
    '--reporter-option',
    'reporter=no-such-reporter',
    'tests/a.spec.js',
  ])
  expect(code).toBe(1)
  expect(stdout + stderr).toContain('The reporter no-such-reporter, which is to print, cannot be loaded.')
})
