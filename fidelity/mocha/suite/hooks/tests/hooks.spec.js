const fails = (text) => () => {
  throw new Error(text)
}

describe('before fails', () => {
  before(fails('before'))
  it('one', () => {})
  describe('inner', () => {
    it('deep', () => {})
  })
})
describe('beforeEach fails', () => {
  beforeEach(fails('beforeEach'))
  it('one', () => {})
  it('two', () => {})
})
describe('beforeEach fails later', () => {
  let runs = 0
  beforeEach(() => {
    runs += 1
    if (runs > 1) throw new Error('second')
  })
  it('one', () => {})
  it('two', () => {})
})
describe('afterEach fails', () => {
  afterEach(fails('afterEach'))
  it('one', () => {})
  it('two', () => {})
})
describe('after fails', () => {
  after(fails('after'))
  it('one', () => {})
})
describe('test and afterEach fail', () => {
  afterEach(fails('afterEach'))
  it('one', fails('test'))
})
describe('two hooks fail', () => {
  afterEach(fails('afterEach'))
  after(fails('after'))
  it('one', () => {})
})
describe('before times out', () => {
  before(() => new Promise(() => {}))
  it('one', () => {})
})
describe('named hook fails', () => {
  before('connect', fails('refused'))
  it('one', () => {})
})
