import { test } from 'vitest'; test('logs in', () => { throw new Error('api') })
