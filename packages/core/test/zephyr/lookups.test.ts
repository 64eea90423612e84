import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createZephyrLookups, folderPaths, probeZephyr, type ZephyrLookups } from '@zephyr-reporters/core/client'
import { afterAll, beforeAll, expect, test } from 'vitest'

const token = 'l00kup-s3cret-marked'
let url = ''
let answers: Record<string, unknown> = {}
const asked: string[] = []
const server = createServer(({ url: path = '', headers }, response) => {
  asked.push(`${path} ${headers.authorization ?? 'nobody'}`)
  const body = Object.entries(answers).find(([start]) => path.includes(start))?.[1]
  response.setHeader('content-type', 'application/json')
  if (body === undefined) response.writeHead(404).end('<html><title>Not found</title></html>')
  else response.end(JSON.stringify(body))
})
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(() => server.close())

async function read<T>(given: Record<string, unknown>, ask: (lookups: ZephyrLookups) => Promise<T>): Promise<T> {
  answers = given
  return await ask(createZephyrLookups({ url, token, retries: 0 }))
}

const tree = [
  { id: 32, name: 'Automation', type: 'Phase', categories: [{ id: 33, name: 'API', categories: [] }] },
  { id: 40, name: 'Manual' },
]

test.each([[tree], [{ results: tree }]])('the repository’s folders, as an array or as results', async (body) => {
  const folders = await read({ testcasetree: body }, (lookups) => lookups.folders(11))
  expect(folderPaths(folders)).toEqual([
    { id: 32, name: 'Automation' },
    { id: 33, name: 'Automation > API' },
    { id: 40, name: 'Manual' },
  ])
  expect(asked.at(-1)).toContain('/v3/testcasetree?type=Phase&revisionid=0&releaseid=11')
})

test.each([
  [[{ name: 'cycle.environment.enabled', value: 'true' }], true],
  [{ value: true }, true],
  [[{ value: 'false' }], false],
  [[], false],
])('whether the server asks for an environment: %j', async (body, asks) => {
  expect(await read({ preference: body }, (lookups) => lookups.asksForEnvironment())).toBe(asks)
  expect(asked.at(-1)).toContain('/v4/admin/preference/all/system?name=cycle.environment.enabled')
})

test('user, projects, releases', async () => {
  const item = [{ id: 6, name: 'Web shop', more: 1 }]
  expect(await read({ 'user/current': { id: 7, username: 'tm' } }, (lookups) => lookups.currentUser())).toMatchObject({
    id: 7,
  })
  expect(await read({ 'project/user/7': item }, (lookups) => lookups.projects(7))).toMatchObject([{ id: 6 }])
  expect(await read({ 'project/6': item[0] }, (lookups) => lookups.project(6))).toMatchObject({ name: 'Web shop' })
  expect(await read({ 'release/paged/project/6': { results: item } }, (lookups) => lookups.releases(6))).toMatchObject(
    item,
  )
})

test('what a server does not offer is a ZephyrError like any other', async () => {
  await expect(read({}, (lookups) => lookups.folders(1))).rejects.toMatchObject({ status: 404, operation: 'folders' })
  await expect(read({ testcasetree: { other: 1 } }, (lookups) => lookups.folders(1))).rejects.toMatchObject({
    status: 200,
  })
})

test('the probe asks without a login, and gives the clocks’ difference', async () => {
  answers = {}
  const probed = await probeZephyr({ url: `${url}/zephyr/flex/x` })
  expect(probed).toMatchObject({ status: 404, address: expect.stringContaining('/zephyr/flex/services/rest/v4/') })
  expect(Math.abs(probed.ahead ?? Number.NaN)).toBeLessThan(30_000)
  expect(asked.at(-1)).toMatch(/ nobody$/)
})
