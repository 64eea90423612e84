test('passes before', () => {})
