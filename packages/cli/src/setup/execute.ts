import { spawn } from 'node:child_process'

interface Execution {
  /** Its output goes to stderr, because stdout is the document's. */
  json: boolean
  /** Variables beside those of this process. */
  env?: Record<string, string>
  /** Ends it after so long; without a limit it may ask at the terminal. */
  limitSeconds?: number
}

/**
 * Runs a command of this folder without our secrets.
 *
 * @returns its exit code; none where it was ended for taking too long
 */
export function execute(command: string, { json, env = {}, limitSeconds }: Execution): Promise<{ exit?: number }> {
  process.stderr.write(`\n$ ${command}\n`)
  // With a time limit it gets a process group of its own, so that all of it ends.
  const detached = limitSeconds !== undefined && process.platform !== 'win32'
  const child = spawn(command, {
    shell: true,
    detached,
    stdio: [limitSeconds === undefined ? 'inherit' : 'ignore', json ? process.stderr : 'inherit', 'inherit'],
    env: { ...ownEnvironment(process.env), ...env },
  })
  let late = false
  const kill = () => {
    if (detached && child.pid !== undefined) process.kill(-child.pid, 'SIGKILL')
    else child.kill('SIGKILL')
  }
  // A group of its own hears no Ctrl+C.
  const interrupted = () => {
    kill()
    process.exit(exitOfSigint)
  }
  if (detached) process.once('SIGINT', interrupted).once('SIGTERM', interrupted)
  const timer =
    limitSeconds === undefined
      ? undefined
      : setTimeout(() => {
          late = true
          kill()
        }, limitSeconds * 1000)
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code) => {
      clearTimeout(timer)
      process.off('SIGINT', interrupted).off('SIGTERM', interrupted)
      resolve({ exit: late ? undefined : (code ?? 1) })
    })
  })
}

/** What shells report for a process that Ctrl+C ended: 128 and the signal's number. */
const exitOfSigint = 130

/**
 * What a command of the project gets of our environment: no secret of ours, and not the registry that Yarn 1 tells the
 * commands it runs, which is its default whatever `.npmrc` says.
 */
export function ownEnvironment(env: Record<string, string | undefined>): Record<string, string | undefined> {
  const { ZEPHYR_TOKEN: _, ZEPHYR_PASSWORD: __, ...own } = env
  const isOldYarn = env.npm_config_user_agent?.startsWith('yarn/1.')
  if (isOldYarn && env.npm_config_registry?.startsWith('https://registry.yarnpkg.com')) delete own.npm_config_registry
  return own
}
