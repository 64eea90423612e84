test('first of 3', () => new Promise((r) => setTimeout(r, 30)))
test('second of 3', () => { throw new Error('second of 3') })
