import { test } from '@playwright/test'

test('defined before the throw', () => {})
throw new Error('while the file is loaded')
