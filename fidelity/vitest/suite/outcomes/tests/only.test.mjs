import { test } from 'vitest'; test.only('only', () => {}); test('not this', () => {})
