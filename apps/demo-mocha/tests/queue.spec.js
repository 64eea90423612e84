import assert from 'node:assert/strict'
import { createQueue } from '../src/queue.js'

describe('a queue', () => {
  let queue
  beforeEach(() => {
    queue = createQueue(2)
  })

  it('gives back what came first', () => {
    queue.add('a')
    queue.add('b')
    assert.equal(queue.take(), 'a')
  })

  it('refuses more than its limit', () => {
    queue.add(1)
    queue.add(2)
    assert.throws(() => queue.add(3), RangeError)
  })

  it('is empty in the end (red by design)', () => {
    queue.add(1)
    assert.equal(queue.length, 0)
  })

  it('tells how long it has been waiting')

  let attempts = 0
  it('is flaky by design', function () {
    this.retries(1)
    attempts += 1
    assert.equal(attempts, 2)
  })
})
