import { test } from '@playwright/test'

test('p0 test 0', () => {})
