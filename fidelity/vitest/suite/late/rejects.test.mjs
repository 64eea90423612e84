import { test } from 'vitest'; test('rejects', () => { Promise.reject(new Error('first')); Promise.reject(new Error('second')) })
