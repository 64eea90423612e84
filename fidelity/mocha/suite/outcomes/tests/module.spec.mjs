await Promise.resolve()

describe('module', () => {
  it('passes', () => {})
})
