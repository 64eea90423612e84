test('still there', () => expect('a').toMatchSnapshot())
