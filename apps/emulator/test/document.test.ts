import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { path, render } from '../scripts/document.mjs'

test('the README shows every habit; `pnpm run docs` writes it anew', () => {
  const readme = readFileSync(path, 'utf8')
  expect(readme).toBe(render(readme))
})
