test('takes a while', () => new Promise((r) => setTimeout(r, 700)))
