import { test } from 'vitest'; test('same file name', () => {})
