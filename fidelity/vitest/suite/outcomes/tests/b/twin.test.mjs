import { test } from 'vitest'; test('same package', () => {})
