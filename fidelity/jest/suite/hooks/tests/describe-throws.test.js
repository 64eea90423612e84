test('one', () => {}); describe('broken', () => { test('two', () => {}); throw new Error('while defining') })
