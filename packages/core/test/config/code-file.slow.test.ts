import { spawnSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { temporaryFolder } from '../folder.ts'

// zephyr.config.ts: by Node itself where it strips types, else by jiti.

function tree(files: Record<string, string>): string {
  const root = temporaryFolder()
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), content)
  }
  return root
}

const source = `interface Named { jobName: string }
const config: Named = { jobName: 'typed' }
export default config satisfies Named
`
const built = new URL('../../dist/index.js', import.meta.url).href
const script = `import { resolveSettings, problemsMessage } from ${JSON.stringify(built)}
  const { settings, problems } = await resolveSettings({ runner: 'jest', env: {} })
  process.stdout.write(settings.jobName ?? problemsMessage(problems))`
function run(cwd: string, ...flags: string[]): string {
  // pnpm's commands set NODE_PATH, where any package of this repository would be found.
  const { NODE_PATH: _, ...env } = process.env
  return spawnSync(process.execPath, [...flags, '--input-type=module', '-e', script], { cwd, env, encoding: 'utf8' })
    .stdout
}

const strips = process.features.typescript === 'strip'
// An older Node has no such switch, and needs none.
const unstripped = strips ? ['--no-experimental-strip-types'] : []
const bare = { 'zephyr.config.ts': source, 'package.json': '{"type":"module"}' }

test.runIf(strips)('Node strips the types', () => {
  expect(run(tree(bare))).toBe('typed')
  expect(run(tree({ 'zephyr.config.mts': source }))).toBe('typed')
})

test('a Node that does not says what to do', () => {
  expect(run(tree(bare), ...unstripped)).toMatch(
    /zephyr\.config\.ts: got Node \S+ cannot read it: use Node 22\.18 or newer, install jiti, or name the file zephyr\.config\.mjs from/,
  )
})

test('jiti reads it where it is installed', () => {
  const jiti = `export const createJiti = () => ({
    import: async (path) => ({ default: { jobName: path.endsWith('zephyr.config.ts') ? 'by jiti' : '' } }),
  })`
  const root = tree({
    ...bare,
    'node_modules/jiti/package.json': '{"name":"jiti","type":"module","exports":"./index.js"}',
    'node_modules/jiti/index.js': jiti,
  })
  expect(run(root, ...unstripped)).toBe('by jiti')
})
