test('passes', () => {}); test('fails late', async () => { await new Promise((r) => setTimeout(r, 1500)); throw new Error('b') })
