import { createServer, type Server } from 'node:http'

const prices: Record<string, number> = { tea: 4.5, coffee: 7.25, cocoa: 3.1 }

/** A small shop over HTTP: `GET /products`, `GET /products/tea`, `POST /orders` with `{ product, quantity }`. */
export function openShop(): Promise<Server> {
  const server = createServer(async (request, response) => {
    const send = (status: number, body: unknown) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
    const [, resource, name] = (request.url ?? '').split('/')
    if (resource === 'products' && name === undefined) return send(200, Object.keys(prices))
    if (resource === 'products' && name !== undefined)
      return name in prices ? send(200, { name, price: prices[name] }) : send(404, { error: `no product ${name}` })
    if (resource === 'orders' && request.method === 'POST') {
      let body = ''
      for await (const chunk of request) body += chunk
      const { product, quantity } = JSON.parse(body)
      if (!(product in prices)) return send(400, { error: `no product ${product}` })
      // The shop's bug: the discount from ten pieces on is taken twice.
      const discount = quantity >= 10 ? 0.2 : 0
      return send(201, { total: (prices[product] ?? 0) * quantity * (1 - discount) })
    }
    send(404, { error: 'no such page' })
  })
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server)))
}
