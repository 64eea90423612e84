import { BlockList, isIP } from 'node:net'
import { createSecureContext } from 'node:tls'
import { readPem } from '../config/pem.js'

export interface NetworkOptions {
  /** PEM files for mutual TLS. */
  clientCert?: string
  clientKey?: string
  /** Where `HTTPS_PROXY`, `HTTP_PROXY` and `NO_PROXY` are looked for. Default: the process's environment. */
  env?: Record<string, string | undefined>
}

export type Fetch = typeof globalThis.fetch

/** Seconds after which Node's own fetch gives up on a silent server, whatever it is told. */
const nodesPatience = 300

interface Way extends Pick<NetworkOptions, 'clientCert' | 'clientKey'> {
  proxy?: URL
  /** Seconds a request may stand still. */
  timeout: number
}

/** Node's own fetch; undici's, which is loaded only then, where that cannot do what is asked for. */
export async function fetchFor(address: string, { proxy, timeout, ...pems }: Way): Promise<Fetch> {
  const tls = certificateOf(pems)
  if (!proxy && !tls && timeout < nodesPatience) return globalThis.fetch

  const { Agent, fetch, ProxyAgent } = await import('undici')
  // How long nothing may move is watched by the transport.
  const patience = { headersTimeout: 0, bodyTimeout: 0 }
  const dispatcher = proxy
    ? new ProxyAgent({
        ...patience,
        uri: `${proxy.protocol}//${proxy.host}`,
        token: basic(proxy),
        requestTls: tls,
        proxyTunnel: address.startsWith('https:'),
      })
    : new Agent({ ...patience, connect: tls })
  const through = (input: Parameters<typeof fetch>[0], init?: Parameters<typeof fetch>[1]) =>
    fetch(input, { ...init, dispatcher })
  // undici's types and Node's differ by version only; both are the same standard.
  return through as unknown as Fetch
}

function certificateOf({ clientCert, clientKey }: Pick<NetworkOptions, 'clientCert' | 'clientKey'>) {
  if (!clientCert && !clientKey) return undefined
  if (!clientCert || !clientKey) throw new Error('Mutual TLS wants both clientCert and clientKey.')
  const pair = { cert: readPem('clientCert', clientCert), key: readPem('clientKey', clientKey) }
  try {
    createSecureContext(pair)
  } catch (error) {
    const why = error instanceof Error ? error.message : error
    throw new Error(`clientCert ${clientCert} and clientKey ${clientKey} cannot be used together (${why}).`)
  }
  return pair
}

/** The `Proxy-Authorization` of a proxy whose address holds a login. */
function basic({ username, password }: URL): string | undefined {
  if (!username && !password) return undefined
  return `Basic ${Buffer.from(`${decoded(username)}:${decoded(password)}`).toString('base64')}`
}

/** The login in a proxy's address, in the forms that no error may hold. */
export function proxySecrets(proxy: URL | undefined): string[] {
  if (!proxy?.password) return []
  return [proxy.password, decoded(proxy.password), basic(proxy)?.slice('Basic '.length) ?? '']
}

/** As it is, where a `%` stands for itself. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/** The proxy for an address by the environment's rules, lower case before upper case as curl has it. */
export function proxyFor(url: URL, env: Record<string, string | undefined>): URL | undefined {
  const read = (name: string) => env[name.toLowerCase()]?.trim() || env[name]?.trim()
  const given = url.protocol === 'https:' ? read('HTTPS_PROXY') : read('HTTP_PROXY')
  if (!given || isExcluded(url, read('NO_PROXY') ?? '')) return undefined
  const text = given.includes('://') ? given : `http://${given}`
  const proxy = URL.canParse(text) ? new URL(text) : undefined
  if (!proxy || !/^https?:$/.test(proxy.protocol)) {
    const variable = url.protocol === 'https:' ? 'HTTPS_PROXY' : 'HTTP_PROXY'
    throw new TypeError(`${variable} is no http or https address. Expected something like http://proxy.example:3128.`)
  }
  return proxy
}

/** `NO_PROXY`: `*`, `host`, `.suffix`, `*.suffix`, `host:port`, an address, or a range such as `10.0.0.0/8`. */
function isExcluded(url: URL, rules: string): boolean {
  const host = url.hostname.replace(/^\[|\]$/g, '').toLowerCase()
  const port = url.port || (url.protocol === 'https:' ? '443' : '80')
  return rules
    .toLowerCase()
    .split(/[\s,]+/)
    .filter(Boolean)
    .some((rule) => {
      if (rule === '*') return true
      if (rule.includes('/')) return inRange(host, rule)
      const [, name = rule, rulePort] = /^(\[.*\]|[^:]*)(?::(\d+))?$/.exec(rule) ?? []
      if (rulePort && rulePort !== port) return false
      const bare = name.replace(/^\[|\]$/g, '').replace(/^\*?\./, '')
      return host === bare || (isIP(host) === 0 && host.endsWith(`.${bare}`))
    })
}

function inRange(host: string, range: string): boolean {
  const [network = '', bits] = range.split('/')
  const family = isIP(network) === 6 ? 'ipv6' : 'ipv4'
  if (isIP(network) === 0 || isIP(host) !== isIP(network)) return false
  const list = new BlockList()
  list.addSubnet(network, Number(bits), family)
  return list.check(host, family)
}
