import { expect, test } from '../shop'

test.describe('an order', () => {
  test('adds up', { annotation: { type: 'requirement', description: 'AltID_SHOP-1' } }, async ({ request }) => {
    const answer = await request.post('/orders', { data: { product: 'tea', quantity: 2 } })
    expect(answer.status()).toBe(201)
    expect(await answer.json()).toEqual({ total: 9 })
  })

  // Red by design: the shop takes the discount twice.
  test('of ten pieces is ten percent cheaper', async ({ request }) => {
    const answer = await request.post('/orders', { data: { product: 'tea', quantity: 10 } })
    expect(await answer.json()).toEqual({ total: 40.5 })
  })

  test('of an unknown product is refused', async ({ request }) => {
    const answer = await request.post('/orders', { data: { product: 'oil', quantity: 1 } })
    expect(answer.status()).toBe(400)
  })

  test.fixme('can be cancelled', async () => {})
})
