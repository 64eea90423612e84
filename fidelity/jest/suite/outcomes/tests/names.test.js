describe('  ', () => { test(' ', () => {}) })
test('adds (2)', () => {}); test('adds', () => {}); test('adds', () => { throw new Error('the second takes the next number free') })
test.todo('later')
test.each`
  a | b
  ${1} | ${1}
  ${1} | ${2}
`('tagged $a equals $b', ({ a, b }) => expect(a).toBe(b))
