import { test } from '@playwright/test'

test.describe('empty', () => {})
