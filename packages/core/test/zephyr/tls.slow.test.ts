import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { createServer as createPlain } from 'node:http'
import { createServer, type ServerOptions } from 'node:https'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { createZephyrClient } from '@zephyr-reporters/core'
import { expect, test } from 'vitest'
import { temporaryFolder } from '../folder.ts'

/** A certificate that signs itself, for 127.0.0.1. */
function certificate(name: string) {
  const folder = temporaryFolder()
  const [key, cert] = [join(folder, `${name}.key`), join(folder, `${name}.pem`)]
  const subject = ['-subj', `/CN=${name}`, '-addext', 'subjectAltName=IP:127.0.0.1']
  execFileSync(
    'openssl',
    ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-keyout', key, '-out', cert, ...subject],
    { stdio: 'ignore' },
  )
  return { key, cert }
}

async function startServer(options: ServerOptions) {
  const server = createServer(options, (incoming, outgoing) => {
    incoming.resume()
    outgoing.writeHead(200, { 'content-type': 'application/json' }).end('[]')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return { url: `https://127.0.0.1:${(server.address() as AddressInfo).port}`, close: () => server.close() }
}

const list = (options: Parameters<typeof createZephyrClient>[0]) =>
  createZephyrClient({ token: 'a-marked-token', retries: 0, ...options }).listJobs({ projectId: 1, releaseId: 1 })

test('a private CA: the message names NODE_EXTRA_CA_CERTS; with it, the client connects', async () => {
  const { key, cert } = certificate('server')
  const server = await startServer({ key: readFileSync(key), cert: readFileSync(cert) })
  await expect(list({ url: server.url })).rejects.toMatchObject({
    reached: 'no',
    hint: expect.stringContaining('NODE_EXTRA_CA_CERTS'),
  })
  const core = new URL('../../dist/index.js', import.meta.url).href
  const script = `import { createZephyrClient } from '${core}'; console.log(await createZephyrClient({ url: '${server.url}', token: 'x' }).listJobs({ projectId: 1, releaseId: 1 }))`
  const { execFile } = await import('node:child_process')
  const output = await new Promise((resolve) => {
    execFile(
      process.execPath,
      ['--input-type=module', '-e', script],
      { env: { ...process.env, NODE_EXTRA_CA_CERTS: cert } },
      (_, stdout) => resolve(stdout.trim()),
    )
  })
  expect(output).toBe('[]')
  server.close()
})

test('mutual TLS: the client certificate is shown', async () => {
  const [server, client] = [certificate('server'), certificate('client')]
  const running = await startServer({
    key: readFileSync(server.key),
    cert: readFileSync(server.cert),
    ca: readFileSync(client.cert),
    requestCert: true,
    rejectUnauthorized: true,
  })
  const core = new URL('../../dist/index.js', import.meta.url).href
  const script = (files: string) =>
    `import { createZephyrClient } from '${core}'; console.log(await createZephyrClient({ url: '${running.url}', token: 'x', retries: 0 ${files} }).listJobs({ projectId: 1, releaseId: 1 }).catch((error) => error.name))`
  const { execFile } = await import('node:child_process')
  const run = (files: string) =>
    new Promise((resolve) => {
      const env = { ...process.env, NODE_EXTRA_CA_CERTS: server.cert }
      execFile(process.execPath, ['--input-type=module', '-e', script(files)], { env }, (_, stdout) =>
        resolve(stdout.trim()),
      )
    })
  expect(await run(`, clientCert: '${client.cert}', clientKey: '${client.key}'`)).toBe('[]')
  expect(await run('')).toBe('ZephyrError')
  running.close()
})

test('a name that nobody knows, http where https is spoken, a proxy that refuses: each says what to do', async () => {
  await expect(list({ url: 'http://zephyr.invalid' })).rejects.toMatchObject({
    reached: 'no',
    message: expect.stringContaining('zephyr.invalid was not found'),
  })
  const plain = createPlain((_, outgoing) => outgoing.writeHead(407).end())
  plain.on('connect', (_, socket) => socket.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n'))
  await new Promise<void>((resolve) => plain.listen(0, '127.0.0.1', resolve))
  const { port } = plain.address() as AddressInfo
  await expect(list({ url: `https://127.0.0.1:${port}` })).rejects.toMatchObject({
    name: 'ZephyrError',
    message: expect.stringContaining('TLS'),
  })
  const env = { HTTPS_PROXY: `http://user:s3cr3t@127.0.0.1:${port}` }
  const refused: unknown = await list({ url: 'https://zephyr.invalid', env }).catch((error: unknown) => error)
  expect(refused).toMatchObject({ name: 'ZephyrError', message: expect.stringMatching(/proxy/i) })
  expect(JSON.stringify(refused) + String(refused)).not.toContain('s3cr3t')
  plain.close()
})
