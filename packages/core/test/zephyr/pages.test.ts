import { expect, test } from 'vitest'
import { pageLinks } from '../../src/zephyr/pages.js'

test("the product's pages of a release lie below the server's own address", () => {
  expect(pageLinks('https://acme.example/zephyr/flex/html5', 11)).toEqual({
    release: 'https://acme.example/zephyr/flex/html5/release/11',
    repository: 'https://acme.example/zephyr/flex/html5/tcr/11',
  })
})

test('a page that the server names is shown only where it lies on that server', () => {
  expect(pageLinks('http://127.0.0.1:4100', 11, 'http://127.0.0.1:4100/runs/5001').run).toBe(
    'http://127.0.0.1:4100/runs/5001',
  )
  expect(pageLinks('http://127.0.0.1:4100', 11, 'https://evil.example/runs/5001').run).toBeUndefined()
  expect(pageLinks('http://127.0.0.1:4100', 11, { page: 1 }).run).toBeUndefined()
})
