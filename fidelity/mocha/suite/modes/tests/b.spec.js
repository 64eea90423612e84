describe('only', () => {
  it('same', () => {})
  it('same', () => {
    throw new Error('second')
  })
})
