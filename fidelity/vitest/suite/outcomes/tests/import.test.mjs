import './nowhere.mjs'; import { test } from 'vitest'; test('never', () => {})
