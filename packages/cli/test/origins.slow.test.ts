import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startEmulator } from '@zephyr-reporters/emulator'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { content, fixtures, folders, path } from '../scripts/fixtures-table.mjs'
import { cli } from './cli.js'

// Real files of real tools (see fixtures/README.md), each held against what the tool itself said of each test.

const origins = folders()

type Named = [packageName: string, name: string]

interface Verdict {
  tool: string
  from: string
  passed: Named[]
  failed: Named[]
  notRun: Named[]
}

interface PreviewRecord {
  packageName: string
  name: string
  outcome: 'passed' | 'failed' | 'notRun'
  omitted: boolean
  mends: string[]
}

const folderOf = (origin: string) => join(fixtures, origin)
const verdictOf = (origin: string) =>
  JSON.parse(readFileSync(join(folderOf(origin), 'verdict.json'), 'utf8')) as Verdict

let emulator: Awaited<ReturnType<typeof startEmulator>>
let folder: string
beforeAll(async () => {
  emulator = await startEmulator({ token: 'any-long-token', newMs: 1, queuedMs: 1 })
  folder = mkdtempSync(join(tmpdir(), 'zephyr-origins-'))
})
afterAll(async () => {
  await emulator.close()
  rmSync(folder, { recursive: true, force: true })
})

const seen = new Map<string, Promise<PreviewRecord[]>>()

function previewed(origin: string): Promise<PreviewRecord[]> {
  const outcomes = seen.get(origin) ?? preview(origin)
  seen.set(origin, outcomes)
  return outcomes
}

async function preview(origin: string): Promise<PreviewRecord[]> {
  const { stdout, stderr, code } = await cli(folderOf(origin), ['preview', '*.xml', '--json'])
  expect(code, stderr).toBe(0)
  return (JSON.parse(stdout) as { records: PreviewRecord[] }).records
}

/** As the tool calls it: without the number that a double was given, and a name that was cut by its beginning. */
const asNamed = ({ packageName, name, mends }: Pick<PreviewRecord, 'packageName' | 'name' | 'mends'>) =>
  line(packageName, mends.includes('duplicate numbered') ? name.replace(/ \(\d+\)$/, '') : name)
const line = (packageName: string, name: string) => `${packageName} | ${name.length > 241 ? name.slice(0, 241) : name}`

test('there are at least as many tools as were asked for', () => {
  expect(origins.length).toBeGreaterThanOrEqual(8)
})

describe.for(origins)('%s', (origin) => {
  test('every test is recorded as the tool judged it', async () => {
    const records = await previewed(origin)
    const { passed, failed, notRun } = verdictOf(origin)
    const of = (wanted: (record: PreviewRecord) => boolean) => records.filter(wanted).map(asNamed).sort()
    const named = (tests: Named[]) => tests.map(([packageName, name]) => line(packageName, name)).sort()
    expect(of(({ outcome, omitted }) => outcome === 'failed' && !omitted)).toEqual(named(failed))
    expect(of(({ outcome, omitted }) => outcome === 'passed' && !omitted)).toEqual(named(passed))
    expect(of(({ omitted }) => omitted)).toEqual(named(notRun))
  })

  test('Zephyr records what preview says', async () => {
    const env = {
      ZEPHYR_URL: emulator.url,
      ZEPHYR_TOKEN: 'any-long-token',
      ZEPHYR_PROJECT_ID: '1',
      ZEPHYR_RELEASE_ID: '11',
      ZEPHYR_JOB_NAME: origin,
      ZEPHYR_CYCLE_NAME: 'Regression',
      ZEPHYR_REPOSITORY_PATH: 'Release 1.0 > Automation',
      ZEPHYR_REPOSITORY_TREE_ID: '32',
      ZEPHYR_OUTPUT_FILE: join(folder, `${origin}.xml`),
    }
    const { code, stderr } = await cli(folderOf(origin), ['upload', '*.xml', '--wait'], env)
    expect(code, stderr).toBe(0)
    const recorded = emulator
      .records({ runId: emulator.runs().at(-1)?.id })
      .map(({ packageName, name, status }) => `${status} ${packageName} | ${name}`)
    const said = (await previewed(origin))
      .filter(({ omitted }) => !omitted)
      .map(({ packageName, name, outcome }) => `${outcome === 'failed' ? 'FAIL' : 'PASS'} ${packageName} | ${name}`)
    expect(recorded.sort()).toEqual(said.sort())
    expect(new Set(said.map((text) => text.slice(5))).size).toBe(said.length)
  })
})

test('fixtures/README.md says what Zephyr would make of each as it is; `pnpm run docs` writes it anew', async () => {
  expect(readFileSync(path, 'utf8')).toBe(await content())
})
