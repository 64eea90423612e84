test('passes', () => {}); test('throws after the last test', () => { setTimeout(() => { throw new Error('late') }, 0) })
