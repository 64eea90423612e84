test('first of 1', () => new Promise((r) => setTimeout(r, 10)))
test('second of 1', () => { throw new Error('second of 1') })
