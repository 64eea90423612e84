import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { path, render } from '../scripts/document.mjs'

test('docs/cli.md shows what the commands say; `pnpm run docs` writes it anew', async () => {
  expect(readFileSync(path, 'utf8')).toBe(await render())
})
