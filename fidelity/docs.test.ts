import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { path, render } from './docs.mjs'

test('docs/fidelity.md says what the truth tables say', async () => {
  expect(await readFile(path, 'utf8'), 'run `node fidelity/docs.mjs --write`').toBe(await render())
})
