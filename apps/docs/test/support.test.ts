import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { root, textOf } from '../src/snippets.ts'

// SUPPORT.md says what was tested; fidelity/measured.json is what `npm run test:matrix` measured.

interface Row {
  /** Such as `Jest 29.7.0`. */
  runner: string
  node: string
}

const measured: Record<string, Row[]> = JSON.parse(readFileSync(join(root, 'fidelity/measured.json'), 'utf8'))

/** The second column of a row of the table. */
function testedOf(title: string): string {
  const row = textOf('SUPPORT.md')
    .split('\n')
    .find((line) => line.startsWith(`| ${title} |`))
  return row?.split('|')[2] ?? expect.fail(`SUPPORT.md has no row ${title}`)
}

test.each([
  ['jest', 'Jest'],
  ['vitest', 'Vitest'],
  ['playwright', 'Playwright'],
  ['mocha', 'Mocha'],
])('%s: SUPPORT.md names the versions that the matrix measured', (name, title) => {
  const versions = (measured[name] ?? [])
    .map(({ runner }) => new RegExp(`^${title} (\\d+\\.\\d+)\\.\\d+$`).exec(runner)?.[1])
    .filter((version) => version !== undefined)
  expect(versions.length).toBeGreaterThan(0)
  expect(new Set(testedOf(title).match(/\d+\.\d+/g))).toEqual(new Set(versions))
})

test('and the lines of Node', () => {
  const lines = Object.values(measured).flatMap((rows) => rows.map(({ node }) => node))
  const named = testedOf('Node').match(/\d+(?=\.|,| )/g)
  for (const line of new Set(lines)) expect(named).toContain(line)
})
