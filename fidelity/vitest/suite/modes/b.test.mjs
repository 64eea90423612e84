import { test } from 'vitest'; test('in another file', () => {})
