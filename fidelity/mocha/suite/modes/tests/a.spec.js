it('one', () => {})
it('two', () => {
  throw new Error('two')
})
it('three', () => {})
