test('p0 test 0', () => {})
