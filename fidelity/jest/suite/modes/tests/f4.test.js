test('first of 4', () => new Promise((r) => setTimeout(r, 40)))
test('second of 4', () => { throw new Error('second of 4') })
