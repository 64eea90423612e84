// The project that must come first ends last: the order of execution decides nothing.
test('is one', () => new Promise((r) => setTimeout(r, n === 2 ? 300 : 0)).then(() => expect(n).toBe(1)))
