import { test } from '@playwright/test'

test('runs', () => {})
