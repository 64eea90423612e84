import { test } from '@playwright/test'

test('p1 test 0', () => {})
test('p1 test 1', () => { throw new Error('red') })
