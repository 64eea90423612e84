import { execFile } from 'node:child_process'
import { join } from 'node:path'

export const main = join(import.meta.dirname, '../dist/main.js')

export interface Ran {
  code: number
  stdout: string
  stderr: string
}

/** All options that a delivery needs, but for the server and its token; the ids are those of the emulator's world. */
export const placeOptions = {
  ZEPHYR_PROJECT_ID: '1',
  ZEPHYR_RELEASE_ID: '11',
  ZEPHYR_JOB_NAME: 'Nightly',
  ZEPHYR_CYCLE_NAME: 'Regression',
  ZEPHYR_REPOSITORY_PATH: 'Release 1.0 > Automation',
  ZEPHYR_REPOSITORY_TREE_ID: '32',
}

/** Runs `zephyr-report` with nothing of this process's environment but PATH and HOME. */
export function cli(cwd: string, args: string[], env: Record<string, string> = {}): Promise<Ran> {
  const { PATH = '', HOME = '' } = process.env
  return new Promise((resolve) => {
    execFile(process.execPath, [main, ...args], { cwd, env: { PATH, HOME, ...env } }, (error, stdout, stderr) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, stdout, stderr })
    })
  })
}
