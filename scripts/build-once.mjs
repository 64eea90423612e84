// Vitest's global set-up of tests that start what was built, as users do: never an old build (turbo leaves alone what is fresh).
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

export default function buildOnce() {
  // `npm test` has built.
  if (process.env.BUILT_ALREADY) return
  const script = fileURLToPath(new URL('with-pnpm.mjs', import.meta.url))
  const { status } = spawnSync(process.execPath, [script, 'build:run'], {
    cwd: fileURLToPath(new URL('..', import.meta.url)),
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  if (status !== 0) throw new Error('The build failed.')
}
