import { test } from 'vitest'

test('p0 test 0', () => {})
