import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { createLog } from '../../src/log.js'
import { verify } from '../../src/verify/verify.js'
import { createReadBack } from '../../src/zephyr/readback.js'

let close: (() => void) | undefined
afterEach(() => close?.())

interface Stored {
  id?: number
  status: string
  name: string
  tree?: number
}

/** A stand-in that answers the reads in a form of its own. */
async function server(answer: (path: string, query: URLSearchParams) => unknown) {
  const listening = createServer((request, response) => {
    const url = new URL(request.url ?? '', 'http://server')
    const body = answer(url.pathname.replace('/flex/services/rest/', ''), url.searchParams)
    response.writeHead(body === undefined ? 403 : 200, { 'content-type': 'application/json' })
    response.end(JSON.stringify(body ?? { message: 'no' }))
  })
  await new Promise<void>((resolve) => listening.listen(0, '127.0.0.1', resolve))
  close = () => listening.close()
  return `http://127.0.0.1:${(listening.address() as AddressInfo).port}`
}

const shapeOf = ({ id, status, name, tree }: Stored) => ({
  id,
  status,
  tcrTreeTestcase: { tcrCatalogTreeId: tree, testcase: { name } },
})

const tree = [
  { id: 1, name: 'Automation', categories: [{ id: 2, name: 'tests', categories: [{ id: 3, name: 'cart' }] }] },
]

async function verified(url: string, sent: readonly [folders: string, name: string, status: string][]) {
  const reads = createReadBack({ url, token: 'a-token-of-some-length', retries: 0 })
  return verify({
    reads,
    folders: async () => tree,
    cycleId: 5,
    repositoryPath: 'Release 1.0 > Automation',
    sent: sent.map(([folders, name, status]) => ({ folders: folders.split('.').filter(Boolean), name, status })),
    log: createLog({ level: 'silent' }),
  })
}

const executions = (all: readonly Stored[], size: number, form: 'object' | 'array' | 'deaf') =>
  server((path, query) => {
    if (path === 'v3/cycle/5') return { id: 5, name: 'c', cyclePhases: [{ id: 50 }] }
    if (path !== 'v3/execution') return undefined
    const offset = form === 'deaf' ? 0 : Number(query.get('offset'))
    const page = all.slice(offset, offset + size).map(shapeOf)
    return form === 'object' ? { results: page, resultSize: all.length } : page
  })

const all: Stored[] = [
  { id: 1, status: '1', name: 'adds', tree: 3 },
  { id: 2, status: '1', name: 'pays &amp; ships', tree: 3 },
  { id: 3, status: '10', name: 'adds', tree: 2 },
]

test.each(['object', 'array'] as const)('every page is read, of any size, as an %s', async (form) => {
  const url = await executions(all, 1, form)
  expect(
    await verified(url, [
      ['tests.cart', 'adds', 'PASS'],
      ['tests.cart', 'pays  &  ships', 'FAIL'],
      ['tests', 'adds', 'PASS'],
      ['tests', 'gone', 'PASS'],
    ]),
  ).toMatchObject({
    verified: true,
    right: 1,
    wrong: [
      { name: 'pays & ships', expected: 'FAIL', found: 'PASS' },
      { name: 'adds', folders: ['tests'], expected: 'PASS', found: 'not executed' },
    ],
    missing: [{ name: 'gone' }],
  })
})

test('a record outside the folder of the job is another test case', async () => {
  const url = await executions([...all, { id: 4, status: '1', name: 'ships', tree: 9 }], 10, 'object')
  tree[1] = { id: 9, name: 'Manual', categories: [] }
  const result = await verified(url, [
    ['tests.cart', 'adds', 'PASS'],
    ['', 'ships', 'PASS'],
  ])
  tree.length = 1
  expect(result).toMatchObject({ verified: true, right: 1, missing: [{ name: 'ships' }] })
})

test('a server that ignores the offset is read once', async () => {
  const url = await executions(all, 10, 'deaf')
  expect(await verified(url, [['tests.cart', 'adds', 'PASS']])).toMatchObject({ verified: true, right: 1, before: 2 })
})

test('a server that refuses a read is not verified, and says why', async () => {
  const url = await server(() => undefined)
  expect(await verified(url, [['tests.cart', 'adds', 'PASS']])).toMatchObject({
    verified: false,
    why: expect.stringContaining('403'),
  })
})
