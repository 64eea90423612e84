it('survives', () => {})
