import { test } from '@playwright/test'

test('cleans up after a set-up that failed', () => {})
