it('same file name', () => {})
