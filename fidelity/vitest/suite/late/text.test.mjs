import { test } from 'vitest'; test('rejects with a text', () => { Promise.reject('only text') })
