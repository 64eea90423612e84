import { total } from '../../src/cart.js'

describe('total', () => {
  test('of an empty cart is nothing', () => expect(total([])).toBe(0))

  test.each([
    [1, 5],
    [3, 15],
  ])('of %i pieces at 5 is %i', (count, sum) => expect(total([{ price: 5, count }])).toBe(sum))

  // Red by design: floats are no money.
  test('adds cents exactly', () => expect(total([{ price: 0.1 }, { price: 0.2 }])).toBe(0.3))

  test.todo('in another currency')
})
