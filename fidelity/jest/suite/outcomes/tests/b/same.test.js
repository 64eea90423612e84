test('same file name', () => { throw new Error('b') })
