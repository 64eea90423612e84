import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startEmulator } from '@zephyr-reporters/emulator'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { cli } from './cli.ts'
import { atTerminal, hasTerminal, keys } from './terminal.ts'

let emulator: Awaited<ReturnType<typeof startEmulator>>
let folder: string
let env: Record<string, string>
beforeAll(async () => {
  emulator = await startEmulator()
  folder = mkdtempSync(join(tmpdir(), 'zephyr-terminal-'))
  writeFileSync(join(folder, 'r.xml'), '<testsuite><testcase classname="a" name="b"/></testsuite>')
  env = {
    ZEPHYR_URL: emulator.url,
    ZEPHYR_TOKEN: emulator.token,
    ZEPHYR_PROJECT_ID: '1',
    ZEPHYR_RELEASE_ID: '11',
    ZEPHYR_JOB_NAME: 'Nightly regression of everything that the web shop can do',
    ZEPHYR_CYCLE_NAME: 'c',
    ZEPHYR_REPOSITORY_PATH: 'p',
    ZEPHYR_REPOSITORY_TREE_ID: '32',
  }
})
afterAll(async () => {
  await emulator.close()
  rmSync(folder, { recursive: true })
})

const create = async (): Promise<number> => {
  const { stdout } = await cli(folder, ['jobs', 'create', 'r.xml', '--json'], env)
  return JSON.parse(stdout).id
}

describe.skipIf(!hasTerminal)('at a terminal', () => {
  test('tables fit its width; colours for those who did not refuse them', async () => {
    await create()
    const list = atTerminal(folder, ['jobs', 'list'], env, 70)
    expect(await list.ended).toBe(0)
    const lines = list.text().trimEnd().split('\r\n')
    expect(lines.length).toBeGreaterThan(2)
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(70)
    expect(list.raw()).toContain('\u001b[1m')
    const plain = atTerminal(folder, ['jobs', 'list'], { ...env, NO_COLOR: '1' })
    expect(await plain.ended).toBe(0)
    expect(plain.raw()).not.toContain('\u001b[')
  }, 60_000)

  test('a delivery shows how much has left, what it waits for, and when it tries again', async () => {
    const texts = '<testcase classname="a" name="fails"><failure>'
    writeFileSync(
      join(folder, 'big.xml'),
      `<testsuite>${Array.from({ length: 40 }, (_, index) => `${texts.replace('fails', `f${index}`)}${'x'.repeat(90_000)}</failure></testcase>`).join('')}</testsuite>`,
    )
    emulator.setHabits({
      faults: [
        { on: 'create-and-execute-job', nth: 1, status: 429, retryAfter: 5, at: 'before-body' },
        { on: 'create-and-execute-job', nth: 2, delay: 4 },
      ],
    })
    const upload = atTerminal(folder, ['upload', 'big.xml', '--job-name', 'Big'], env)
    expect(await upload.ended).toBe(0)
    emulator.setHabits({})
    expect(upload.text()).toMatch(/Trying again in [123] s/)
    expect(upload.text()).toMatch(/Sending 3\.\d MB: \d+ %/)
    expect(upload.text()).toMatch(/Waiting for Zephyr's answer: [23] s/)
    expect(upload.text()).toMatch(/40 test cases: 0 passed, 40 failed/)
    const quiet = await cli(folder, ['upload', 'big.xml', '--job-name', 'Big'], env)
    expect(quiet.stderr).not.toContain('Sending')
  }, 60_000)

  test('jobs delete asks, by the names', async () => {
    const id = await create()
    const no = atTerminal(folder, ['jobs', 'delete', String(id)], env)
    await no.answer(`(${id})?`, keys.enter)
    await no.answer('Nothing was deleted')
    expect(await no.ended).toBe(0)
    expect(no.text()).toContain('Delete "Nightly regression of everything')
    const ids = () => emulator.jobs().map((job) => job.id)
    expect(ids()).toContain(id)
    const yes = atTerminal(folder, ['jobs', 'delete', String(id)], env)
    await yes.answer(`(${id})?`, 'y')
    expect(await yes.ended).toBe(0)
    expect(ids()).not.toContain(id)
  }, 60_000)
})
