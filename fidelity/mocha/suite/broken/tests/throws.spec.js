it('never runs', () => {})

throw new Error('while loading')
