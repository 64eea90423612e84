test('same package', () => {})
