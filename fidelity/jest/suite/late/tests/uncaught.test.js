test('passes', () => { setTimeout(() => { throw new Error('late') }, 20) }); test('waits', () => new Promise((r) => setTimeout(r, 100)))
