import { test } from '@playwright/test'

if (process.env.TEST_WORKER_INDEX) throw new Error('only in the worker')

test('first of a file that breaks in the worker', () => {})
test('second of it', () => {})
