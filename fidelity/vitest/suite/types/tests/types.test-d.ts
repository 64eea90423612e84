import { describe, expectTypeOf, test } from 'vitest'
test('types agree', () => { expectTypeOf(1).toBeNumber() })
test('types differ', () => { expectTypeOf('a').toBeNumber() })
describe('group', () => { test('inside', () => { const n: number = 'text' }) })
test.skip('skipped', () => {})
