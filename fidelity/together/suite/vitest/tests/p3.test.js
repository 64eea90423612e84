import { test } from 'vitest'

test('p3 test 0', () => {})
test('p3 test 1', () => { throw new Error('red') })
test('p3 test 2', () => {})
test('p3 test 3', () => { throw new Error('red') })
