import { test as base } from '@playwright/test'
import { openShop } from '../src/shop'

/** Each worker has a shop of its own; `request` talks to it. */
export const test = base.extend<object, { shop: string }>({
  shop: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixtures from the pattern
    async ({}, use) => {
      const server = await openShop()
      const address = server.address()
      await use(`http://127.0.0.1:${typeof address === 'object' ? address?.port : address}`)
      server.close()
      server.closeAllConnections()
    },
    { scope: 'worker' },
  ],
  baseURL: async ({ shop }, use) => use(shop),
})

export { expect } from '@playwright/test'
