it('same file name', () => {
  throw new Error('b')
})
