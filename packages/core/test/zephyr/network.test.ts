import { createServer } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { createZephyrClient } from '@zephyr-reporters/core'
import { proxyFor } from '@zephyr-reporters/core/internal'
import { startEmulator } from '@zephyr-reporters/emulator'
import { expect, test } from 'vitest'
import { requiredDetail } from './detail.ts'

const rules = [
  ['http://zephyr.acme.example', { HTTP_PROXY: 'http://proxy:3128' }, 'proxy:3128'],
  ['https://zephyr.acme.example', { HTTP_PROXY: 'http://proxy:3128' }, undefined],
  ['https://zephyr.acme.example', { https_proxy: 'proxy:3128' }, 'proxy:3128'],
  ['https://zephyr.acme.example', { HTTPS_PROXY: 'http://proxy:3128', NO_PROXY: '.acme.example' }, undefined],
  ['https://zephyr.acme.example', { HTTPS_PROXY: 'http://proxy:3128', NO_PROXY: 'acme.example' }, undefined],
  ['https://zephyr.notacme.example', { HTTPS_PROXY: 'http://proxy:3128', NO_PROXY: 'acme.example' }, 'proxy:3128'],
  [
    'https://zephyr.acme.example',
    { HTTPS_PROXY: 'http://proxy:3128', NO_PROXY: 'zephyr.acme.example:8443' },
    'proxy:3128',
  ],
  [
    'https://zephyr.acme.example:8443',
    { HTTPS_PROXY: 'http://proxy:3128', NO_PROXY: 'zephyr.acme.example:8443' },
    undefined,
  ],
  ['https://10.1.2.3', { HTTPS_PROXY: 'http://proxy:3128', NO_PROXY: 'localhost, 10.0.0.0/8' }, undefined],
  ['https://11.1.2.3', { HTTPS_PROXY: 'http://proxy:3128', NO_PROXY: '10.0.0.0/8' }, 'proxy:3128'],
  ['https://[::1]:8443', { HTTPS_PROXY: 'http://proxy:3128', NO_PROXY: '[::1]' }, undefined],
  ['https://[fd00::1]', { HTTPS_PROXY: 'http://proxy:3128', NO_PROXY: 'fd00::/8' }, undefined],
  ['https://zephyr.acme.example', { HTTPS_PROXY: 'http://proxy:3128', NO_PROXY: '*' }, undefined],
] as const

test.each(rules)('%s with %o goes through %s', (url, env, proxy) => {
  expect(proxyFor(new URL(url), env)?.host).toBe(proxy)
})

/** A proxy that asks for a login and tunnels or forwards. */
async function startProxy() {
  const seen: string[] = []
  const server = createServer((incoming, outgoing) => {
    seen.push(`${incoming.method} ${incoming.headers['proxy-authorization']}`)
    outgoing.writeHead(200, { 'content-type': 'application/json' }).end('[]')
  })
  server.on('connect', (incoming, socket) => {
    seen.push(`CONNECT ${incoming.headers['proxy-authorization']}`)
    const [host, port] = (incoming.url ?? '').split(':')
    const upstream = connect(Number(port), host, () => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n')
      upstream.pipe(socket).pipe(upstream)
    })
    upstream.on('error', () => socket.destroy())
    socket.on('error', () => upstream.destroy())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return { port: (server.address() as AddressInfo).port, seen, close: () => server.close() }
}

test('a proxy with a login is used, and its login is sent', async () => {
  const proxy = await startProxy()
  const env = { HTTP_PROXY: `http://user:p%40ss@127.0.0.1:${proxy.port}` }
  const client = createZephyrClient({ url: 'http://zephyr.invalid', token: 'x', env, retries: 0 })
  expect(await client.listJobs({ projectId: 1, releaseId: 1 })).toEqual([])
  expect(proxy.seen).toEqual([`GET Basic ${Buffer.from('user:p@ss').toString('base64')}`])
  proxy.close()
})

test('uploads go through undici as well, file and all', async () => {
  const emulator = await startEmulator({ token: 'x' })
  const seen: (string | undefined)[] = []
  const proxy = createServer((incoming, outgoing) => {
    seen.push(incoming.headers['content-length'])
    const target = new URL(incoming.url ?? '')
    const pieces: Buffer[] = []
    incoming.on('data', (piece: Buffer) => pieces.push(piece))
    incoming.on('end', async () => {
      const { host: _, connection: __, ...headers } = incoming.headers
      const answer = await fetch(`${emulator.url}${target.pathname}`, {
        method: 'POST',
        headers: headers as Record<string, string>,
        body: Buffer.concat(pieces),
      })
      outgoing.writeHead(answer.status, { 'content-type': 'application/json' }).end(await answer.text())
    })
  })
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve))
  const env = { HTTP_PROXY: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}` }
  const client = createZephyrClient({ url: 'http://zephyr.invalid', token: 'x', env, retries: 0 })
  await client.createAndExecuteJob(requiredDetail, new File(['<testsuites/>'], 'jest-ü.xml'))
  expect(emulator.jobs()).toMatchObject([{ attachmentName: 'jest-ü.xml' }])
  expect(Number(seen[0])).toBeGreaterThan(0)
  proxy.closeAllConnections()
  proxy.close()
  await emulator.close()
})
