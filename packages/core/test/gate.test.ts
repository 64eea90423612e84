import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

const gateOf = (runner: string) => readFileSync(new URL(`../../${runner}/src/gate.ts`, import.meta.url), 'utf8')

test('the gate is the same file in every reporter', () => {
  expect(gateOf('vitest')).toBe(gateOf('jest'))
  expect(gateOf('playwright')).toBe(gateOf('jest'))
})
