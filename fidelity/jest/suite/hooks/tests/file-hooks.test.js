beforeAll(() => { throw new Error('beforeAll of the file') })
test('one', () => {}); describe('group', () => { test('two', () => {}) }); test.skip('skipped', () => {})
