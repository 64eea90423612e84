import { execFile } from 'node:child_process'

const core = new URL('../dist/index.js', import.meta.url).href

/** Runs a module in a process of its own, with the built core at hand as `core`; answers what it printed and how long it lived. */
export function runModule(script: string, env: Record<string, string | undefined> = {}) {
  const clean = Object.entries(process.env).filter(([name]) => !/^(ZEPHYR_|https?_proxy$|no_proxy$)/i.test(name))
  const started = performance.now()
  return new Promise<{ stdout: string; stderr: string; code: number | null; ms: number }>((resolve) => {
    const child = execFile(
      process.execPath,
      ['--input-type=module', '-e', `import * as core from '${core}'\n${script}`],
      { env: { ...Object.fromEntries(clean), ...env }, timeout: 60_000, maxBuffer: 64 * 1024 * 1024 },
      (_, stdout, stderr) =>
        resolve({ stdout: stdout.trim(), stderr, code: child.exitCode, ms: performance.now() - started }),
    )
  })
}
