test('passes', () => {})
test('throws an object whose getters throw', () => { throw { get message() { throw new Error('getter') }, get stack() { throw new Error('getter') } } })
