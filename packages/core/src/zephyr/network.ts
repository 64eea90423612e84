import { readFileSync } from 'node:fs'
import { BlockList, isIP } from 'node:net'

export interface NetworkOptions {
  /** PEM files for mutual TLS. */
  clientCert?: string
  clientKey?: string
  /** Where `HTTPS_PROXY`, `HTTP_PROXY` and `NO_PROXY` are looked for. Default: no proxy. */
  env?: Record<string, string | undefined>
}

/** A fetch and the FormData that it understands. */
export interface Network {
  fetch: typeof globalThis.fetch
  FormData: typeof globalThis.FormData
}

/** Node's own fetch; undici's, which is loaded only then, where a proxy or a client certificate is asked for. */
export async function networkFor(address: string, options: NetworkOptions): Promise<Network> {
  const proxy = proxyFor(new URL(address), options.env ?? {})
  const { clientCert, clientKey } = options
  if (!proxy && !clientCert) return { fetch: globalThis.fetch, FormData: globalThis.FormData }

  const { Agent, FormData, fetch, ProxyAgent } = await import('undici')
  const tls = clientCert && clientKey ? { cert: readFileSync(clientCert), key: readFileSync(clientKey) } : undefined
  const dispatcher = proxy
    ? proxyAgent(ProxyAgent, proxy, tls, address.startsWith('https:'))
    : new Agent({ connect: tls })
  const through = (input: Parameters<typeof fetch>[0], init?: Parameters<typeof fetch>[1]) =>
    fetch(input, { ...init, dispatcher })
  // undici's types and Node's differ by version only; both are the same standard.
  return {
    fetch: through as unknown as typeof globalThis.fetch,
    FormData: FormData as unknown as typeof globalThis.FormData,
  }
}

type Tls = { cert: Buffer; key: Buffer } | undefined

function proxyAgent(ProxyAgent: typeof import('undici').ProxyAgent, proxy: URL, requestTls: Tls, tunnel: boolean) {
  const { username, password } = proxy
  const token =
    username || password
      ? `Basic ${Buffer.from(`${decodeURIComponent(username)}:${decodeURIComponent(password)}`).toString('base64')}`
      : undefined
  return new ProxyAgent({ uri: `${proxy.protocol}//${proxy.host}`, token, requestTls, proxyTunnel: tunnel })
}

/** The proxy for an address by the environment's rules, lower case before upper case as curl has it. */
export function proxyFor(url: URL, env: Record<string, string | undefined>): URL | undefined {
  const read = (name: string) => env[name.toLowerCase()]?.trim() || env[name]?.trim()
  const given = url.protocol === 'https:' ? read('HTTPS_PROXY') : read('HTTP_PROXY')
  if (!given || isExcluded(url, read('NO_PROXY') ?? '')) return undefined
  const text = given.includes('://') ? given : `http://${given}`
  if (!URL.canParse(text))
    throw new TypeError(`HTTPS_PROXY or HTTP_PROXY is no address. Expected something like http://proxy.example:3128.`)
  return new URL(text)
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
