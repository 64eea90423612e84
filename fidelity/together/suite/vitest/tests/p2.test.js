import { test } from 'vitest'

test('p2 test 0', () => {})
test('p2 test 1', () => { throw new Error('red') })
test('p2 test 2', () => {})
