const assert = require('node:assert')

it('answers', () => {
  assert.equal(200, 200)
})
