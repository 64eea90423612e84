import { test } from 'vitest'; test('same file name', () => { throw new Error('b') })
