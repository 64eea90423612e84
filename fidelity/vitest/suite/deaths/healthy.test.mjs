import { test } from 'vitest'; test('survives', () => {})
