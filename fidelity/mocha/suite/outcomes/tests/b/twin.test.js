it('same package', () => {})
