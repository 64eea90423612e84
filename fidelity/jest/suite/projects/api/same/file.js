test('is one', () => new Promise((r) => setTimeout(r, Math.random() * 200)).then(() => expect(n).toBe(1)))
