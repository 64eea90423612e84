test('passes', () => {}); test('rejects, and nobody waits', () => { Promise.reject(new Error('nobody waits')) }); test('waits', () => new Promise((r) => setTimeout(r, 50)))
