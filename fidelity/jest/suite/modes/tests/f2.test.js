test('first of 2', () => new Promise((r) => setTimeout(r, 20)))
test('second of 2', () => { throw new Error('second of 2') })
