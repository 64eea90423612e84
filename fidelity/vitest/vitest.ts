import { join } from 'node:path'
import { differences, type NodeVersion, type Project, project } from '../harness/project.ts'
import { suites } from './truth.ts'

export const newest = '5.1.1'

/** Each supported Vitest with the Vite it is tested with, and the Nodes it runs on. */
export const versions: Record<string, { vite: string; nodes: NodeVersion[]; untold?: string[] }> = {
  // 3.0 ends with an error of its own when a global set-up fails, and tells its reporters nothing.
  '3.0.0': { vite: '6.4.1', nodes: ['20', '22', '24'], untold: ['setup'] },
  '3.2.7': { vite: '6.4.1', nodes: ['20', '22', '24', '26'] },
  '4.1.12': { vite: '7.3.1', nodes: ['20', '22', '24', '26'] },
  // Vitest 5 itself needs Node 22.12.
  [newest]: { vite: '8.3.8', nodes: ['22', '24', '26'] },
}

export const dryRun = { ZEPHYR_DRY_RUN: 'true' }
/** `.only` is allowed, as on a developer's machine. */
export const args = ['run', '--allowOnly']

export function vitestProject(suite: string, vitest = newest): Promise<Project> {
  const vite = versions[vitest]?.vite ?? '8'
  return project({
    suite: join(import.meta.dirname, 'suite', suite),
    runner: 'vitest',
    install: { vitest, vite },
    bin: 'vitest/vitest.mjs',
  })
}

/** What is recorded otherwise than the truth says, for one suite. */
export async function check(suite: string, vitest: string, node: NodeVersion): Promise<string[]> {
  const { run, records } = await vitestProject(suite, vitest)
  const { stderr } = await run(args, { node, env: dryRun })
  try {
    return differences(await records(), suites[suite] ?? [])
  } catch (error) {
    return [`no result file (${error instanceof Error ? error.message : error}) ${stderr.slice(-300)}`]
  }
}
