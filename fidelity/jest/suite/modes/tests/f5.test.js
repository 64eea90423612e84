test('first of 5', () => new Promise((r) => setTimeout(r, 50)))
test('second of 5', () => {  })
