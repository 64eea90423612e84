/**
 * @requirement ID_12
 * @tag smoke
 */
const { total } = require('../src/cart.js')

describe('a cart', () => {
  test('of nothing costs nothing', () => {
    expect(total([])).toBe(0)
  })

  test('adds up [AltID_SHOP-1] @money', () => {
    expect(total([{ price: 2, count: 3 }])).toBe(6)
  })
})
