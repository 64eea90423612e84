import { test } from '@playwright/test'

test('is old, too', () => {})
