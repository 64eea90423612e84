import { test } from '@playwright/test'

test('never runs for want of its set-up', () => {})
