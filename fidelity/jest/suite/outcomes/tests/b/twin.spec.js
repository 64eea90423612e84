test('same package', () => { throw new Error('spec') })
