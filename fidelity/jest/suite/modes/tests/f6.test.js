test('first of 6', () => new Promise((r) => setTimeout(r, 60)))
test('second of 6', () => {  })
