import { expect, expectTypeOf, test } from 'vitest'
test('runs and is checked', () => { expect(1).toBe(2); expectTypeOf(1).toBeNumber() })
