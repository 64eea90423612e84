import { join } from 'node:path'
import type { ZephyrRecord } from '@zephyr-reporters/parser-template'
import { differences, type NodeVersion, type Project, project, unaccounted } from '../harness/project.ts'
import { type Scenario, scenarios } from './truth.ts'

export const newest = '5.1.1'

/** Each supported Vitest with the Vite it is tested with, and the Nodes it runs on. */
export const versions: Record<string, { vite: string; nodes: NodeVersion[] }> = {
  // On a heavily loaded machine 3.0 was seen with unhandled errors more in the suite of hooks; so they are recorded.
  '3.0.0': { vite: '6.4.1', nodes: ['20', '22', '24'] },
  '3.2.7': { vite: '6.4.1', nodes: ['20', '22', '24', '26'] },
  '4.1.12': { vite: '7.3.1', nodes: ['20', '22', '24', '26'] },
  // Vitest 5 itself needs Node 22.12.
  [newest]: { vite: '8.3.8', nodes: ['22', '24', '26'] },
}

export const dryRun = { ZEPHYR_DRY_RUN: 'true' }
export const args = ['run']

/** All that any test of a Vitest needs, so that each version is installed once. */
export const installOf = (vitest: string) => ({
  vitest,
  vite: versions[vitest]?.vite ?? '8',
  '@vitest/coverage-v8': vitest,
  '@vitest/coverage-istanbul': vitest,
  '@vitest/ui': vitest,
  typescript: '5.9.3',
  '@types/node': '22',
})

export function vitestProject(suite: string, vitest = newest): Promise<Project> {
  return project({
    suite: join(import.meta.dirname, 'suite', suite),
    runner: 'vitest',
    install: installOf(vitest),
  })
}

/** Vitest's own numbers beside our file. */
const beside = ['--reporter=@zephyr-reporters/vitest', '--reporter=json', '--outputFile.json=own.json']

export interface Checked {
  /** Every difference from the truth, and from what Vitest itself counted, in words. */
  wrong: string[]
  found: ZephyrRecord[]
  stderr: string
  /** The result file. */
  file: string
}

/** Runs one scenario; what differs, in words. */
export async function check(scenario: Scenario, vitest = newest, node: NodeVersion = '24'): Promise<string[]> {
  return (await checked(scenario, vitest, node)).wrong
}

export async function checked(scenario: Scenario, vitest = newest, node: NodeVersion = '24'): Promise<Checked> {
  const { suite, args: more = [], rows } = scenario
  const { run, records, read } = await vitestProject(suite, vitest)
  const { code, stderr } = await run([...args, ...beside, ...more], { node, env: dryRun })
  try {
    const found = await records()
    const own = JSON.parse(await read('own.json'))
    const counted = {
      passed: own.numPassedTests,
      failed: own.numFailedTests,
      // Those of a worker that died it counts only here.
      notRun: own.numTotalTests - own.numPassedTests - own.numFailedTests,
    }
    const wrong = [...differences(found, rows), ...unaccounted({ found, counted, code, stderr })]
    return { wrong, found, stderr, file: await read('zephyr-results/vitest.xml') }
  } catch (error) {
    const reason = error instanceof Error ? error.message : error
    return { wrong: [`no result file (${reason}) ${stderr.slice(-300)}`], found: [], stderr, file: '' }
  }
}

export { scenarios }
