afterAll(() => { throw new Error('afterAll') })
test('passes before', () => {})
