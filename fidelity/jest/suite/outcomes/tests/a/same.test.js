test('same file name', () => {})
