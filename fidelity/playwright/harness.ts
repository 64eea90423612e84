import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import {
  type Account,
  differences,
  type Project,
  project as projectOf,
  type RunOptions,
  type TruthRow,
  unaccounted,
} from '../harness/project.ts'

export { differences, type NodeVersion, often, type TruthRow } from '../harness/project.ts'

/** The newest Playwright that the peers allow. */
export const newest = '1.65.1'
/** The oldest. */
export const oldest = '1.44.0'

interface PlaywrightProject extends Project {
  /** Playwright's own count from its json reporter. */
  counted(): Promise<Account['counted']>
  /** One dry run: what is recorded otherwise than the truth says, and what does not add up; in words. */
  check(args: string[], rows: readonly TruthRow[], options?: RunOptions): Promise<Checked>
}

interface Checked extends Pick<Account, 'found' | 'stderr'> {
  wrong: string[]
}

/**
 * A copy of one folder of `suite/`, beside the packed reporter and Playwright.
 *
 * @param playwright An exact version.
 */
export async function project(suite: string, playwright: string): Promise<PlaywrightProject> {
  const made = await projectOf({
    suite: join(import.meta.dirname, 'suite', suite),
    runner: 'playwright',
    install: { '@playwright/test': playwright },
  })
  // Playwright puts its folders beside the nearest package.json.
  await writeFile(join(made.folder, 'package.json'), '{}')
  const counted = async () => {
    const { stats } = JSON.parse(await readFile(join(made.folder, 'counted.json'), 'utf8'))
    return { passed: stats.expected + stats.flaky, failed: stats.unexpected, notRun: stats.skipped }
  }
  return {
    ...made,
    counted,
    async check(args, rows, options = {}) {
      // Little memory, so that a test that runs out of it does so soon.
      const env = { ZEPHYR_DRY_RUN: 'true', NODE_OPTIONS: '--max-old-space-size=200' }
      const { code, stderr } = await made.run(args, { env, ...options })
      const found = await made.records()
      const account = { found, counted: await counted(), code, stderr }
      return { found, stderr, wrong: [...differences(found, rows), ...unaccounted(account)] }
    },
  }
}
