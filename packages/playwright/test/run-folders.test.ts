import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { runFolders } from '../src/run-folders.ts'

/** The checkout of the job that merges: `tests/shop/cart.spec.ts` and nothing else. */
const checkout = realpathSync(mkdtempSync(join(tmpdir(), 'zephyr-place-')))
mkdirSync(join(checkout, 'tests/shop'), { recursive: true })
writeFileSync(join(checkout, 'tests/shop/cart.spec.ts'), '')
afterAll(() => rmSync(checkout, { recursive: true }))

const config = (rootDir: string, configFile?: string) => ({ rootDir, configFile })
const cart = join(checkout, 'tests/shop/cart.spec.ts')

test.each([
  ['another folder', '/builds/shop/tests', '/builds/shop/tests/shop/cart.spec.ts', cart],
  ['Windows', 'C:\\builds\\shop\\tests', 'C:\\builds\\shop\\tests\\shop\\cart.spec.ts', cart],
  ['a file that is not here', '/builds/shop', '/builds/shop/tests/new.spec.ts', join(checkout, 'tests/new.spec.ts')],
  ['a file that is not here, of Windows', 'C:\\shop', 'C:\\shop\\a\\new.spec.ts', join(checkout, 'a/new.spec.ts')],
  ['a file outside the tests', '/builds/shop', '/opt/nowhere/fixtures.ts', '/opt/nowhere/fixtures.ts'],
])('merged from %s', (_, rootDir, file, here) => {
  const folders = runFolders(config(rootDir), checkout, true)
  expect(folders.here(file)).toBe(here)
  expect(folders.root).toBe(checkout)
})

test('a configuration file above the tests is the root, wherever merge-reports was started', () => {
  writeFileSync(join(checkout, 'playwright.config.mts'), '')
  expect(runFolders(config(join(checkout, 'tests')), '/', true).root).toBe(checkout)
  expect(runFolders(config(join(checkout, 'tests'), join(checkout, 'merge.config.ts')), '/', true).root).toBe(checkout)
})
