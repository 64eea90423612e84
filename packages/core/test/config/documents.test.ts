import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { documents } from '../../scripts/documents.mjs'

test.each(documents())('$path is what the option schema says; `pnpm run docs` writes it anew', ({ path, content }) => {
  expect(readFileSync(path, 'utf8')).toBe(content)
})
