describe('group', () => {
  it('same', () => {})
  it.only('same', () => {
    throw new Error('second')
  })
  it('other', () => {})
})
