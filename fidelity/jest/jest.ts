import { join } from 'node:path'
import type { ZephyrRecord } from '@zephyr-reporters/parser-template'
import { differences, type NodeVersion, type Project, project, unaccounted } from '../harness/project.ts'
import { type Scenario, scenarios } from './truth.ts'

/** The newest Jest that the peers allow. */
export const newest = '30.5.2'

export const installOf = (version: string) => ({ jest: version, 'jest-jasmine2': version })

/** A copy of one folder of `suite/` beside an install of the packed reporter, Jest and its older test runner. */
export function jestProject(suite: string, version = newest, more: Record<string, string> = {}): Promise<Project> {
  return project({
    suite: join(import.meta.dirname, 'suite', suite),
    runner: 'jest',
    install: { ...installOf(version), ...more },
  })
}

/** `--ci` for snapshots that fail instead of being written; little memory, so that the test that wants all ends soon. */
export const ciArgs = ['--ci']
const memory = '--max-old-space-size=200'
export const dryRun = { ZEPHYR_DRY_RUN: 'true', NODE_OPTIONS: memory }

interface Checked {
  /** Every difference from the truth, and from what Jest itself counted, in words. */
  wrong: string[]
  found: ZephyrRecord[]
  stderr: string
  folder: string
}

/** Runs one scenario; what differs, in words. */
export async function check(scenario: Scenario, version = newest, node: NodeVersion = '24'): Promise<string[]> {
  return (await checked(scenario, version, node)).wrong
}

export async function checked(scenario: Scenario, version = newest, node: NodeVersion = '24'): Promise<Checked> {
  const { suite, args = [], nodeOptions = '', rows } = scenario
  const { run, records, folder } = await jestProject(suite, version)
  const { code, stderr } = await run([...ciArgs, ...args], {
    env: { ...dryRun, NODE_OPTIONS: `${memory} ${nodeOptions}` },
    node,
  })
  try {
    const found = await records()
    const wrong = [...differences(found, rows), ...unaccounted({ found, counted: countedBy(stderr), code, stderr })]
    return { wrong, found, stderr, folder }
  } catch (error) {
    const reason = error instanceof Error ? error.message : error
    return { wrong: [`no result file (${reason}): ${stderr.slice(-500)}`], found: [], stderr, folder }
  }
}

/** Jest's own last lines: `Tests:       31 failed, 3 skipped, 1 todo, 25 passed, 60 total`. `--json` fails on circular errors. */
function countedBy(stderr: string) {
  const line = stderr.split('\n').findLast((text) => text.startsWith('Tests:')) ?? ''
  const of = (word: string) => Number(new RegExp(`(\\d+) ${word}`).exec(line)?.[1] ?? 0)
  return { failed: of('failed'), passed: of('passed'), notRun: of('skipped') + of('todo') }
}

export { type Scenario, scenarios }
