beforeEach(() => { throw new Error('beforeEach of the file') })
afterEach(() => { throw new Error('afterEach of the file') })
test('one', () => {})
