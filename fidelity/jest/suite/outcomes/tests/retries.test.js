jest.retryTimes(2)
let flaky = 0
test('flaky', () => expect(++flaky).toBe(2))
test('fails each time', () => { throw new Error('always') })
