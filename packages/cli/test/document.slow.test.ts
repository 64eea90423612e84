import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { path, render } from '../scripts/document.mjs'

// Two dozen commands, one after the other.
test('docs/cli.md shows what the commands say; `pnpm run docs` writes it anew', { timeout: 120_000 }, async () => {
  expect(readFileSync(path, 'utf8')).toBe(await render())
})
