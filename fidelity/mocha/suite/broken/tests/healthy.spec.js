it('runs', () => {})
