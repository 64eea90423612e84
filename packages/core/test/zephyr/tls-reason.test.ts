import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { connect, createSecureContext } from 'node:tls'
import { tlsReason } from '@zephyr-reporters/core/internal'
import { expect, test } from 'vitest'
import { temporaryFolder } from '../folder.ts'

const thrownBy = (act: () => unknown): unknown => {
  try {
    return act()
  } catch (error) {
    return error
  }
}

test('a key of another certificate, an encrypted one, and no PEM file, as OpenSSL reports them', () => {
  const folder = temporaryFolder()
  const make = (name: string, ...more: string[]) => {
    const [key, cert] = [join(folder, `${name}.key`), join(folder, `${name}.pem`)]
    const args = ['req', '-x509', '-newkey', 'rsa:2048', '-keyout', key, '-out', cert, '-days', '1', '-subj', '/CN=a']
    execFileSync('openssl', [...args, ...more], { stdio: 'ignore' })
    return { key: readFileSync(key), cert: readFileSync(cert) }
  }
  const [a, b] = [make('a', '-nodes'), make('b', '-nodes')]
  const locked = make('locked', '-passout', 'pass:secret')
  const reason = (pair: object) => tlsReason(thrownBy(() => createSecureContext(pair)))
  expect(reason({ cert: a.cert, key: b.key })).toMatch(/^the key does not belong to the certificate \([A-Z0-9_]+\)$/)
  expect(reason(locked)).toMatch(/^the key is encrypted with a passphrase \([A-Z0-9_]+\)$/)
  expect(reason({ cert: 'nothing', key: a.key })).toMatch(/is not a PEM file that can be read \([A-Z0-9_]+\)$/)
})

test('a port that speaks no TLS', async () => {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const error = await new Promise((resolve) => connect({ host: '127.0.0.1', port }).once('error', resolve))
  expect(tlsReason(error)).toMatch(/^the port answers, but does not speak TLS \(\S+\)$/)
  server.close()
})

test('other failures keep their words, but for OpenSSL’s own', () => {
  expect(tlsReason(new Error('no answer within 10 seconds'))).toBe('no answer within 10 seconds')
  const raw = 'write EPROTO 00:error:0A000999:SSL routines:some_function:odd failure:../deps/openssl/x.c:1:\n'
  expect(tlsReason(Object.assign(new Error(raw), { code: 'EPROTO' }))).not.toMatch(/routines|deps/)
})
