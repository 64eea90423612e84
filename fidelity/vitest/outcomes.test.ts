import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { startEmulator } from '@zephyr-reporters/emulator'
import { expect, test } from 'vitest'
import { differences, linksOf, often, wrongLinks } from '../harness/project.ts'
import { args, check, checked, dryRun, newest, scenarios, vitestProject } from './vitest.ts'

// The torture suites with the newest Vitest, and some with the oldest; `matrix.ts` has the others.
const [outcomes, ...others] = scenarios(newest)
/**
 * One order of type checks (modes.test.ts has it, with its texts) and one pool of threads are enough here; `projects` is
 * delivered below.
 */
const elsewhere = /^projects$|^names of type checks|^process\.exit in vm/
test.concurrent.each(
  often(
    others.filter(({ name }) => !elsewhere.test(name)),
    others.filter(({ name }) => elsewhere.test(name)),
  ),
)('$name: records exactly what the truth table says', async (scenario) => {
  expect(await check(scenario)).toEqual([])
})

const oldest = '3.0.0'
const thin = scenarios(oldest).filter(({ name }) => name === 'outcomes')
test.concurrent.each(thin)(`$name: Vitest ${oldest} on Node 20`, async (scenario) => {
  expect(await check(scenario, oldest, '20')).toEqual([])
})

test.concurrent.each(scenarios('4.1.12').filter(({ name }) => name === 'projects'))(
  '$name: Vitest 4 on Node 20',
  async (scenario) => {
    expect(await check(scenario, '4.1.12', '20')).toEqual([])
  },
)

/** What is due of one suite. */
const due = (suite: string) => scenarios(newest).find(({ name }) => name === suite)?.rows ?? []

test.concurrent('outcomes: records exactly what the truth table says, with texts, requirements, tags, flaky', async () => {
  const { wrong, found, stderr, file } = await checked(outcomes)
  expect(wrong).toEqual([])
  const named = (name: string) => found.find((record) => record.name === name)
  for (const { status, attachment } of found) if (status === 'FAIL') expect(attachment?.trim()).toBeTruthy()
  expect(named('linked by meta')).toMatchObject({ requirements: ['ID_12'], tags: ['smoke', 'fast'] })
  expect(stderr).toContain('REQ-1')
  expect(named('soft assertions')?.attachment).toMatch(/expected 1 to be 2[\s\S]*expected 3 to be 4/)
  expect(named('throws an object')?.attachment).toBe('Error: {"code":7}')
  expect(named('throws an Error with no message and no stack')?.attachment).toMatch(/^Error: \(without a message\)/)
  expect(named('throws with a chain of causes')?.attachment).toMatch(/outer[\s\S]*inner[\s\S]*innermost/)
  expect(file.match(/<property name="flaky"/g)).toHaveLength(1)
})

test.concurrent('requirements and tags: by annotation, tag, title and meta; a wrong one is told, its result kept', async () => {
  const { run, records } = await vitestProject('links')
  const { stderr, code } = await run(args, { env: { ...dryRun, ZEPHYR_TITLE_LINKS: 'true' } })
  expect(code).toBe(1)
  expect(linksOf(await records())).toEqual({
    'PASS annotations | annotated': 'ID_12 AltID_R-1; smoke',
    'FAIL annotations | annotated and failed': 'ID_13; ',
    'PASS annotations | annotated wrongly': '; ',
    'PASS tags | tagged': '; smoke',
    'PASS tags | group > tagged': '; nightly smoke',
    'PASS titles | logs in': 'ID_12 AltID_R1; smoke',
    'PASS titles | checkout > pays as user@example.com': '; nightly',
    'PASS titles | meta': 'ID_7; x a_b 7',
    'PASS titles | wrong meta': '; ',
  })
  expect(wrongLinks(stderr)).toEqual([
    'REQ-1: annotated wrongly (annotations.test.mjs)',
    'AltID_A_B: annotated wrongly (annotations.test.mjs)',
    'ID_012: annotated wrongly (annotations.test.mjs)',
    'ID_x: checkout @nightly > pays [ID_x] as user@example.com (titles.test.mjs)',
    ': wrong meta (titles.test.mjs)',
    '[object Object]: wrong meta (titles.test.mjs)',
  ])
  const without = await vitestProject('links')
  await without.run([...args, 'titles'], { env: dryRun })
  expect((await without.records()).map(({ name }) => name)).toContain('logs in [ID_12] [AltID_R1] @smoke')
})

test.concurrent('delivers: the first run creates the job, the second updates it and its test cases', async () => {
  const emulator = await startEmulator()
  const { run } = await vitestProject('projects')
  const env = {
    ZEPHYR_URL: emulator.url,
    ZEPHYR_TOKEN: emulator.token,
    ZEPHYR_PROJECT_ID: '1',
    ZEPHYR_RELEASE_ID: '1',
    ZEPHYR_JOB_NAME: 'Vitest',
    ZEPHYR_CYCLE_NAME: 'Regression',
    ZEPHYR_REPOSITORY_PATH: 'Automation',
    ZEPHYR_REPOSITORY_TREE_ID: '1',
    ZEPHYR_WAIT: '30',
  }
  const testcases: number[][] = []
  for (const _ of ['create', 'update']) {
    const { stderr } = await run(args, { env })
    expect(stderr).not.toMatch(/\[zephyr\] (Error|Warning)/)
    const records = emulator.records({ jobId: emulator.jobs()[0]?.id })
    expect(differences(records, due('projects'))).toEqual([])
    testcases.push(records.map(({ testcase }) => testcase).sort())
  }
  expect(emulator.jobs()).toHaveLength(1)
  expect(testcases[1]).toEqual(testcases[0])
  await emulator.close()
})

test.concurrent('without ZEPHYR_* there is no line and no file; strict without a token fails the run', async () => {
  const { run, has } = await vitestProject('projects')
  const inactive = await run([...args, 'web'])
  expect(inactive.code).toBe(0)
  expect(inactive.stdout + inactive.stderr).not.toContain('zephyr]')
  expect(has('zephyr-results')).toBe(false)
  const strict = await run([...args, 'web'], { env: { ZEPHYR_STRICT: 'true', ZEPHYR_URL: 'http://127.0.0.1:9' } })
  expect(strict.code).toBe(1)
  expect(strict.stderr.match(/\[zephyr\]/g)).toHaveLength(1)
})

test.concurrent('a shard writes its file and sends nothing; an empty one writes an empty file', async () => {
  const { run, has, records } = await vitestProject('projects')
  const env = { ZEPHYR_TOKEN: 'x-long-enough', ZEPHYR_URL: 'http://127.0.0.1:9', ZEPHYR_JOB_ID: '1' }
  const { stderr } = await run([...args, '--shard=1/2'], { env })
  expect(stderr).toContain('Shard 1 of 2')
  expect(has('zephyr-results/vitest-1-of-2.xml')).toBe(true)
  await run([...args, '--shard=2/2'], { env })
  const both = [
    ...(await records('zephyr-results/vitest-1-of-2.xml')),
    ...(await records('zephyr-results/vitest-2-of-2.xml')),
  ]
  expect(differences(both, due('projects'))).toEqual([])
})

test.concurrent.each(
  often<['SIGINT' | 'SIGTERM', string]>(
    [
      ['SIGINT', newest],
      ['SIGTERM', newest],
    ],
    [['SIGTERM', oldest]],
  ),
)('%s, Vitest %s: the file is written, nothing is sent', async (signal, version) => {
  const { run, has, folder } = await vitestProject('projects', version)
  const hangs =
    "import { test } from 'vitest'; test('hangs', async () => { console.log('hanging'); await new Promise(() => {}) }, 60_000)"
  await writeFile(join(folder, 'web/hangs.test.mjs'), hangs)
  let sent = false
  const { stderr, stdout } = await run(args, {
    env: { ZEPHYR_TOKEN: 'x-long-enough', ZEPHYR_URL: 'http://127.0.0.1:9', ZEPHYR_JOB_ID: '1' },
    onOutput(text, child) {
      if (sent || !text.includes('hanging')) return
      sent = true
      child.kill(signal)
    },
  })
  expect(stderr, stdout).toContain('interrupted')
  expect(has('zephyr-results/vitest.xml')).toBe(true)
  expect(has('zephyr-results/vitest.receipt.json')).toBe(false)
})
