import { join } from 'node:path'
import { differences, type NodeVersion, type Project, project } from '../harness/project.ts'
import { type Scenario, scenarios } from './truth.ts'

/** The newest Jest that the peers allow. */
export const newest = '30.5.2'

/** A copy of one folder of `suite/` beside an install of the packed reporter and Jest. */
export function jestProject(suite: string, version = newest, more: Record<string, string> = {}): Promise<Project> {
  return project({
    suite: join(import.meta.dirname, 'suite', suite),
    runner: 'jest',
    install: { jest: version, ...more },
    bin: 'jest/bin/jest.js',
  })
}

/** `--ci` for snapshots that fail instead of being written; little memory, so that the test that wants all ends soon. */
export const ciArgs = ['--ci']
export const dryRun = { ZEPHYR_DRY_RUN: 'true', NODE_OPTIONS: '--max-old-space-size=200' }

/** Runs one scenario; every difference from the truth in words. */
export async function check({ suite, rows }: Scenario, version = newest, node: NodeVersion = '24'): Promise<string[]> {
  const { run, records } = await jestProject(suite, version)
  const { stderr } = await run(ciArgs, { env: dryRun, node })
  try {
    return differences(await records(), rows)
  } catch (error) {
    return [`no result file (${error instanceof Error ? error.message : error}): ${stderr.slice(-500)}`]
  }
}

export { type Scenario, scenarios }
