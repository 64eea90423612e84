import { spawn } from 'node:child_process'

export interface Outcome {
  code: number
  /** stdout and stderr, in the order in which they came. */
  output: string
}

export interface Call {
  cwd: string
  env?: Record<string, string | undefined>
  /** Milliseconds after which the process group is killed; default five minutes. */
  timeoutMs?: number
}

/** Runs a program and answers how it ended, whatever the end. */
export function attempt(
  command: string,
  args: readonly string[],
  { cwd, env, timeoutMs = 300_000 }: Call,
): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, env: clean(env), stdio: ['ignore', 'pipe', 'pipe'], detached: true })
    let output = ''
    const take = (text: Buffer) => {
      output += text
    }
    child.stdout.on('data', take)
    child.stderr.on('data', take)
    child.on('error', reject)
    const timer = setTimeout(() => {
      output += `\n(killed after ${timeoutMs / 1000} seconds)`
      if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL')
    }, timeoutMs)
    child.on('close', (code) => {
      clearTimeout(timer)
      resolve({ code: code ?? 1, output })
    })
  })
}

/** Runs a program that has to end well. */
export async function run(command: string, args: readonly string[], call: Call): Promise<string> {
  const { code, output } = await attempt(command, args, call)
  if (code !== 0) throw new Error(`${[command, ...args].join(' ')} in ${call.cwd} ended with ${code}:\n${output}`)
  return output
}

/**
 * A stranger's environment: nothing of the package manager that runs the tests, nothing of CI, no option of ours but
 * the ones given.
 */
export function clean(own: Call['env'] = {}): NodeJS.ProcessEnv {
  const foreign =
    /^(npm_|pnpm_|yarn_|PNPM_|YARN_|NPM_|ZEPHYR_|VITEST|TURBO_|GITHUB_|GITLAB_|CI_|BUILD_)|^(CI|NODE_ENV|NODE_OPTIONS|NODE_PATH|INIT_CWD|FORCE_COLOR|TEST|DEV|PROD|MODE|BASE_URL|SSR)$/i
  const kept = Object.entries(process.env).filter(([name]) => !foreign.test(name))
  return { ...Object.fromEntries(kept), NO_COLOR: '1', ...own }
}
