test('fails at once', () => { throw new Error('a') })
