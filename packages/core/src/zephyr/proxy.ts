import { BlockList, isIP } from 'node:net'
import { domainToASCII } from 'node:url'

type Env = Record<string, string | undefined>

/** The proxy for an address by the environment's rules. */
export function proxyFor(url: URL, env: Env): URL | undefined {
  const given = url.protocol === 'https:' ? variable(env, 'HTTPS_PROXY') : variable(env, 'HTTP_PROXY')
  if (!given || isExcluded(url, env)) return undefined
  const text = given.includes('://') ? given : `http://${given}`
  const proxy = URL.canParse(text) ? new URL(text) : undefined
  if (!proxy || !/^https?:$/.test(proxy.protocol)) {
    const variable = url.protocol === 'https:' ? 'HTTPS_PROXY' : 'HTTP_PROXY'
    throw new TypeError(`${variable} is no http or https address. Expected something like http://proxy.example:3128.`)
  }
  return proxy
}

/** Lower case before upper case, as curl has it. */
const variable = (env: Env, name: string) => env[name.toLowerCase()]?.trim() || env[name]?.trim()

/** A warning for each part of `NO_PROXY` that means nothing; it excludes no host. Without a proxy nobody cares. */
export function wrongNoProxy(env: Env): string[] {
  if (!variable(env, 'HTTPS_PROXY') && !variable(env, 'HTTP_PROXY')) return []
  return rulesIn(env)
    .filter((rule) => ruleOf(rule) === undefined)
    .map(
      (rule) =>
        `NO_PROXY has "${rule}", which is ignored: expected a host, .suffix, host:port, an address, or a range such as 10.0.0.0/8.`,
    )
}

const rulesIn = (env: Env) =>
  (variable(env, 'NO_PROXY') ?? '')
    .toLowerCase()
    .split(/[\s,]+/)
    .filter(Boolean)

function isExcluded(url: URL, env: Env): boolean {
  const host = url.hostname.replace(/^\[|\]$/g, '').toLowerCase()
  const port = url.port || (url.protocol === 'https:' ? '443' : '80')
  return rulesIn(env).some((rule) => ruleOf(rule)?.(host, port))
}

type Rule = (host: string, port: string) => boolean

/** `*`, `host`, `.suffix`, `*.suffix`, each with `:port`; an address, or a range of addresses. `undefined` for anything else. */
function ruleOf(rule: string): Rule | undefined {
  if (rule === '*') return () => true
  if (rule.includes('/')) return rangeRule(rule)
  const bare = rule.replace(/^\[(.*)\]$/, '$1')
  if (isIP(bare) !== 0) return addressRule(bare)
  const [, name = '', port] = /^(\[.*\]|[^:]*)(?::(\d+))?$/.exec(rule) ?? []
  const address = name.replace(/^\[(.*)\]$/, '$1')
  const matches = isIP(address) === 0 ? nameRule(name) : addressRule(address)
  return matches && ((host, hostPort) => (port === undefined || port === hostPort) && matches(host, hostPort))
}

function nameRule(rule: string): Rule | undefined {
  const given = rule.replace(/^\*?\./, '')
  const name = domainToASCII(given)
  if (!/^[a-z0-9_-]+(\.[a-z0-9_-]+)*$/.test(name)) return undefined
  return (host) => host === name || (isIP(host) === 0 && host.endsWith(`.${name}`))
}

function addressRule(address: string): Rule {
  return rangeRule(`${address}/${isIP(address) === 6 ? 128 : 32}`) ?? (() => false)
}

/** `10.0.0.0/8`. An empty or too large number of bits is no range: read as 0, it would be every address. */
function rangeRule(range: string): Rule | undefined {
  const [network = '', bits = '', ...more] = range.split('/')
  const version = isIP(network)
  if (version === 0 || more.length > 0 || !/^\d{1,3}$/.test(bits) || Number(bits) > (version === 6 ? 128 : 32))
    return undefined
  const family = version === 6 ? 'ipv6' : 'ipv4'
  const list = new BlockList()
  list.addSubnet(network, Number(bits), family)
  return (host) => isIP(host) === version && list.check(host, family)
}

/** The `Proxy-Authorization` of a proxy whose address holds a login. */
export function proxyLogin({ username, password }: URL): string | undefined {
  if (!username && !password) return undefined
  return `Basic ${Buffer.from(`${decoded(username)}:${decoded(password)}`).toString('base64')}`
}

/** The login in a proxy's address, in the forms that no error may hold. */
export function proxySecrets(proxy: URL | undefined): string[] {
  if (!proxy?.password) return []
  return [proxy.password, decoded(proxy.password), proxyLogin(proxy)?.slice('Basic '.length) ?? '']
}

/** Decodes `%` escapes; a text in which a `%` stands for itself stays as it is. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
