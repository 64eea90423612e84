test('first', () => {}); test('exits', () => process.exit(3))
