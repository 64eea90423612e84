test('same title', () => { throw new Error('web') }); test('else', () => {})
