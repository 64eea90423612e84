import { test } from '@playwright/test'

// Rejects in the worker only, when no test is running yet.
if (process.env.TEST_WORKER_INDEX) Promise.reject(new Error('while the file is loaded'))

test('of a file that rejects', () => {})
