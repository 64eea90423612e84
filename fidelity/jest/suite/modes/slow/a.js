test('fails first', () => { throw new Error('first') })
