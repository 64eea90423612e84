import { test } from 'vitest'; test('first', () => {}); test('runs out of memory', () => { const all = []; for (;;) all.push(new Array(1e6).fill(all.length)) }); test('after', () => {})
