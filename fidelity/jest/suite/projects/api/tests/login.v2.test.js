test('same title', () => {}); test('fails', () => { throw new Error('api') })
