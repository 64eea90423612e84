before(() => {
  throw new Error('root')
})
it('one', () => {})
