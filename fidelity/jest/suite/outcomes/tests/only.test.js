test.only('only', () => {}); test('not this', () => {})
