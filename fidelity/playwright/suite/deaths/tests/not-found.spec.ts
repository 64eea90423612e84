import { test } from '@playwright/test'

test(`has another title in the worker${process.env.TEST_WORKER_INDEX ? '!' : ''}`, () => {})
