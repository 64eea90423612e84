// Runs a root script with pnpm on a machine that has only Node and npm: `npm test` does what `pnpm test` does.
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'

const [script, ...args] = process.argv.slice(2)
const { packageManager } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'))
const underPnpm = process.env.npm_config_user_agent?.startsWith('pnpm/')
const [command, ...prefix] = underPnpm ? ['pnpm'] : ['npx', '--yes', packageManager]
const result = spawnSync(command, [...prefix, 'run', script, ...args], {
  stdio: 'inherit',
  env: { ...process.env, TURBO_TELEMETRY_DISABLED: '1' },
  shell: process.platform === 'win32',
})
if (result.error) console.error(`Cannot start ${command}: ${result.error.message}`)
process.exit(result.status ?? 1)
