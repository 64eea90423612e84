import { test } from 'vitest'; test('first', () => {}); test('exits', async () => { process.exit(3) }); test('after', () => {})
