import { createServer, type IncomingMessage, type Server } from 'node:http'

const prices: Record<string, number> = { tea: 4.5, coffee: 7.25, cocoa: 3.1 }

interface Answer {
  status: number
  body: unknown
}

/** A small shop over HTTP: `GET /products`, `GET /products/tea`, `POST /orders` with `{ product, quantity }`. */
export function openShop(): Promise<Server> {
  const server = createServer(async (request, response) => {
    const { status, body } = await answerTo(request)
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
  })
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server)))
}

async function answerTo(request: IncomingMessage): Promise<Answer> {
  const [, resource, name] = (request.url ?? '').split('/')
  if (resource === 'products') return name === undefined ? { status: 200, body: Object.keys(prices) } : productAt(name)
  if (resource === 'orders' && request.method === 'POST') return orderOf(await bodyOf(request))
  return { status: 404, body: { error: 'no such page' } }
}

function productAt(name: string): Answer {
  if (!(name in prices)) return { status: 404, body: { error: `no product ${name}` } }
  return { status: 200, body: { name, price: prices[name] } }
}

function orderOf(text: string): Answer {
  const { product, quantity } = JSON.parse(text)
  if (!(product in prices)) return { status: 400, body: { error: `no product ${product}` } }
  // The shop's bug: the discount from ten pieces on is taken twice.
  const discount = quantity >= 10 ? 0.2 : 0
  return { status: 201, body: { total: (prices[product] ?? 0) * quantity * (1 - discount) } }
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let body = ''
  for await (const chunk of request) body += chunk
  return body
}
