import { spawnSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { runners } from '../src/runners.js'

test.each(runners.map(({ name }) => name))('%s, as it is built: an old Node is named in one line', (runner) => {
  const built = new URL(`../../${runner}/dist/index.js`, import.meta.url).href
  const script = `process.getBuiltinModule = undefined
    await import(${JSON.stringify(built)}).catch((error) => process.stdout.write(String(error.stack)))`
  const { stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' })
  expect(stdout).toBe(`Node 20.19 or newer is needed by the Zephyr reporters, and this is ${process.versions.node}.`)
})
