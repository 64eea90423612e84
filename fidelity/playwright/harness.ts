import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Project, project as projectOf } from '../harness/project.ts'

export { differences, type NodeVersion, type TruthRow } from '../harness/project.ts'

/** The newest Playwright that the peers allow. */
export const newest = '1.65.1'
/** The oldest. */
export const oldest = '1.44.0'

interface PlaywrightProject extends Project {
  /** Playwright's own count from its json reporter: tests, each by its outcome. */
  counted(): Promise<{ expected: number; unexpected: number; flaky: number; skipped: number }>
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
    bin: '@playwright/test/cli.js',
  })
  // Playwright puts its folders beside the nearest package.json.
  await writeFile(join(made.folder, 'package.json'), '{}')
  return {
    ...made,
    async counted() {
      return JSON.parse(await readFile(join(made.folder, 'counted.json'), 'utf8')).stats
    },
  }
}
