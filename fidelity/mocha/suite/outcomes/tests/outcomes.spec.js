const assert = require('node:assert/strict')

describe('thrown', () => {
  it('passes', () => {})
  it('fails an assertion', () => assert.equal(1, 2))
  it('throws an Error', () => {
    throw new Error('broken')
  })
  it('throws an Error with no message and no stack', () => {
    const error = new Error('')
    error.stack = ''
    throw error
  })
  it('throws a string', () => {
    throw 'text'
  })
  it('throws null', () => {
    throw null
  })
  it('throws undefined', () => {
    throw undefined
  })
  it('throws an object', () => {
    throw { code: 7 }
  })
  it('throws an AggregateError', () => {
    throw new AggregateError([new Error('one'), new Error('two')], 'both')
  })
  it('throws with a chain of causes', () => {
    throw new Error('outer', { cause: new Error('inner', { cause: 'innermost' }) })
  })
  it('throws an error with a getter that throws', () => {
    throw Object.defineProperty(new Error('getter'), 'actual', {
      enumerable: true,
      get() {
        throw new Error('no')
      },
    })
  })
  it('rejects', async () => {
    throw new Error('rejected')
  })
  it('calls done with an error', (done) => done(new Error('given')))
  it('calls done with a text', (done) => done('given'))
  it('calls done again', (done) => {
    done()
    done()
  })
  it('times out', () => new Promise(() => {}))
  it('fails with a nasty text', () => {
    throw new Error(']]> <b> & \u001b[31mred\u001b[0m \u0000')
  })
  it('fails with a megabyte', () => {
    throw new Error('x'.repeat(1_000_000))
  })
  it('resolves and calls done', (done) => Promise.resolve().then(() => setTimeout(done, 1)))
})

describe('names', () => {
  it('\u001b[31mred\u001b[0m name', () => {})
  it('name with \u0000 \u0001 control', () => {})
  it('  outer   blanks  ', () => {})
  it('with.dots/and\\slashes', () => {})
  it('🎉 ünïcödé <b> & "quotes"', () => {})
  it(' ', () => {})
  it('L'.repeat(10_000), () => {})
  it('twice', () => {})
  it('twice', () => {
    throw new Error('second')
  })
  it('adds (2)', () => {})
  it('adds', () => {})
  it('adds', () => {
    throw new Error('second')
  })
  describe('group', () => {
    it('same', () => {})
  })
  describe('group', () => {
    it('same', () => {
      throw new Error('second')
    })
  })
  for (const number of [1, 2]) {
    it(`in a loop, ${number}`, () => assert.equal(number, 1))
  }
})

describe('not run', () => {
  it('to do')
  it.skip('skipped', () => {})
  it('skipped in its body', function () {
    this.skip()
  })
  it('skipped late', function (done) {
    setTimeout(() => {
      try {
        this.skip()
      } catch {
        // Mocha throws to end the test.
      }
    }, 1)
  })
  describe.skip('group', () => {
    it('inside', () => {})
  })
  describe('skipped by a hook', () => {
    before(function () {
      this.skip()
    })
    it('one', () => {})
  })
})

describe('retries', function () {
  this.retries(2)
  let attempts = 0
  it('flaky', () => {
    attempts += 1
    if (attempts < 3) throw new Error(`attempt ${attempts}`)
  })
  it('fails each time', () => {
    throw new Error('always')
  })
  let again = 0
  it('twice flaky', () => {
    again += 1
    if (again < 2) throw new Error('first')
  })
  it('twice flaky', () => {
    throw new Error('always')
  })
})
