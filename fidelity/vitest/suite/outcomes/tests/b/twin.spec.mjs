import { test } from 'vitest'; test('same package', () => { throw new Error('spec') })
