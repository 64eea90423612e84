import { test } from 'vitest'; test('passes', () => {}); test('fails', () => { throw new Error('a') }); test('comes after', () => {})
