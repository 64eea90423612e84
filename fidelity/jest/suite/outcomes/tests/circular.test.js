test('passes', () => {})
test('throws a circular error', () => { const e = new Error('circular'); e.self = e; e.cause = e; throw e })
