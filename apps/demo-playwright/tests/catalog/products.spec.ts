import { expect, test } from '../shop'

test('lists every product', async ({ request }) => {
  const answer = await request.get('/products')
  expect(answer.ok()).toBe(true)
  expect(await answer.json()).toEqual(['tea', 'coffee', 'cocoa'])
})

for (const [name, price] of [
  ['tea', 4.5],
  ['coffee', 7.25],
] as const) {
  test(`${name} costs ${price}`, async ({ request }) => {
    expect(await (await request.get(`/products/${name}`)).json()).toEqual({ name, price })
  })
}

test('an unknown product is not found', { tag: '@smoke' }, async ({ request }) => {
  expect((await request.get('/products/oil')).status()).toBe(404)
})
