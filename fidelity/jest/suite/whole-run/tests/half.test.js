test('covers half', () => expect(require('../src/half.js')(true)).toBe(1))
