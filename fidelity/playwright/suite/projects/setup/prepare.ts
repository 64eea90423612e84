import { test } from '@playwright/test'

test('prepares', () => {})
