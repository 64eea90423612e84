import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createLog, deliver, findPending, type Log, loadSettings, writeResultFile } from '@zephyr-reporters/core'
import type { Emulator } from '@zephyr-reporters/emulator'
import { temporaryFolder } from '../folder.ts'

export const secret = 's3cr3t-t0ken-marked'

/** Options of a delivery, complete. */
export const environment = (url: string, more: Record<string, string> = {}) => ({
  ZEPHYR_URL: url,
  ZEPHYR_TOKEN: secret,
  ZEPHYR_PROJECT_ID: '1',
  ZEPHYR_RELEASE_ID: '11',
  ZEPHYR_JOB_NAME: 'Nightly',
  ZEPHYR_CYCLE_NAME: 'Regression',
  ZEPHYR_REPOSITORY_PATH: 'Release 1.0 > Automation',
  ZEPHYR_REPOSITORY_TREE_ID: '32',
  ...more,
})

export function collectingLog(): { log: Log; lines: string[] } {
  const lines: string[] = []
  return { lines, log: createLog({ level: 'debug', secrets: [secret], write: (line) => lines.push(line) }) }
}

/** A result file of two tests, one failing, and what is needed to deliver it. */
export function resultFile(folder = temporaryFolder(), marker = 'logs in') {
  const file = join(folder, 'zephyr-results/jest.xml')
  const { counts } = writeResultFile(file, {
    runner: 'jest',
    root: folder,
    startedAt: new Date(0),
    tests: [
      {
        file: join(folder, 'login.test.ts'),
        titles: [marker],
        position: [0],
        outcome: 'passed',
        duration: 5,
        failures: [],
      },
      {
        file: join(folder, 'login.test.ts'),
        titles: ['logs out'],
        position: [1],
        outcome: 'failed',
        duration: 5,
        failures: [{ message: 'no', type: 'Error', text: 'no\n  at login.test.ts' }],
      },
    ],
  })
  return { folder, file, counts }
}

export async function deliverOnce(url: string, env: Record<string, string> = {}, pace = 0.01, given = resultFile()) {
  const { file, counts, folder } = given
  const { log, lines } = collectingLog()
  const loaded = loadSettings({ runner: 'jest', cwd: folder, env: environment(url, env) })
  const started = performance.now()
  const result = await deliver({ file, counts, loaded, log, pace })
  const state = {
    receipt: existsSync(file.replace('.xml', '.receipt.json')),
    pending: existsSync(file.replace('.xml', '.pending.json')),
  }
  return { result, lines, file, folder, state, ms: performance.now() - started }
}

/** Lets what is pending belong to another server: as if that had been the one which was down. Answers the pending file. */
export function pendingAt(url: string, folder: string): string {
  const [path = ''] = findPending(folder)
  const content = JSON.parse(readFileSync(path, 'utf8'))
  writeFileSync(path, JSON.stringify({ ...content, settings: { ...content.settings, url } }))
  return path
}

/** The runs that hold an upload of ours, however many jobs they belong to. */
export const uploads = (emulator: Emulator) => emulator.runs().map(({ fileName }) => fileName)
