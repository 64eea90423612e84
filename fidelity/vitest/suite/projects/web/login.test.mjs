import { test } from 'vitest'; test('logs in', () => {})
