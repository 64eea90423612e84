/**
 * @requirement AltID_SHOP-7
 * @tag smoke
 */
import { discounted } from '../../src/cart.js'

describe('discount', () => {
  test('by code', () => expect(discounted(100, 'SPRING')).toBe(90))
  test('without a code', () => expect(discounted(100)).toBe(100))
  // Red by design: a code is refused.
  test('by an old code', () => expect(discounted(100, 'WINTER')).toBe(80))
  test.skip('by a voucher', () => {})
})
