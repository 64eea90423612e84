import assert from 'node:assert/strict'
import { createQueue } from '../src/queue.js'

describe('an empty queue', () => {
  it('gives nothing', () => {
    assert.equal(createQueue().take(), undefined)
  })

  it.skip('waits for something', () => {})
})
