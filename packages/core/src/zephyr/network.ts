import { createSecureContext } from 'node:tls'
import { readPem } from '../config/pem.js'
import { proxyLogin } from './proxy.js'
import { tlsReason } from './tls-reason.js'

export interface NetworkOptions {
  /** PEM files for mutual TLS. */
  clientCert?: string
  clientKey?: string
  /** Where `HTTPS_PROXY`, `HTTP_PROXY` and `NO_PROXY` are looked for. Default: the process's environment. */
  env?: Record<string, string | undefined>
}

export type Fetch = typeof globalThis.fetch

/** Node's own fetch gives up on a silent server after this time; it cannot be set. */
const nodeFetchTimeoutSeconds = 300

interface Way extends Pick<NetworkOptions, 'clientCert' | 'clientKey'> {
  proxy?: URL
  /** Seconds a request may stand still. */
  timeout: number
}

/** Node's own fetch, or undici's (loaded only then) for a proxy, a client certificate or a long timeout. */
export async function fetchFor(address: string, { proxy, timeout, ...pems }: Way): Promise<Fetch> {
  const tls = certificateOf(pems)
  if (!proxy && !tls && timeout < nodeFetchTimeoutSeconds) return globalThis.fetch

  const { Agent, fetch, ProxyAgent } = await import('undici')
  // transport.ts has its own idle timeout.
  const noTimeouts = { headersTimeout: 0, bodyTimeout: 0 }
  const dispatcher = proxy
    ? new ProxyAgent({
        ...noTimeouts,
        uri: `${proxy.protocol}//${proxy.host}`,
        token: proxyLogin(proxy),
        requestTls: tls,
        proxyTunnel: address.startsWith('https:'),
      })
    : new Agent({ ...noTimeouts, connect: tls })
  const through = (input: Parameters<typeof fetch>[0], init?: Parameters<typeof fetch>[1]) =>
    fetch(input, { ...init, dispatcher })
  // undici's types and Node's differ by version only; both implement the Fetch standard.
  return through as unknown as Fetch
}

function certificateOf({ clientCert, clientKey }: Pick<NetworkOptions, 'clientCert' | 'clientKey'>) {
  if (!clientCert && !clientKey) return undefined
  if (!clientCert || !clientKey) throw new Error('Mutual TLS wants both clientCert and clientKey.')
  const pair = { cert: readPem('clientCert', clientCert), key: readPem('clientKey', clientKey) }
  try {
    createSecureContext(pair)
  } catch (error) {
    throw new Error(
      `clientCert ${clientCert} and clientKey ${clientKey} cannot be used together: ${tlsReason(error)}.`,
      {
        cause: error,
      },
    )
  }
  return pair
}
