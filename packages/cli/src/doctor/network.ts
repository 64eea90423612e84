import { lookup } from 'node:dns/promises'
import { existsSync, readFileSync } from 'node:fs'
import { request } from 'node:http'
import { connect, isIP, type Socket } from 'node:net'
import { connect as connectTls, type PeerCertificate, type TLSSocket } from 'node:tls'
import { probeZephyr } from '@zephyr-reporters/core/client'
import { messageOf, proxyFor, tlsReason } from '@zephyr-reporters/core/internal'
import type { Context } from '../command.js'
import { type Check, within } from './check.js'

/** Longest that each check may take. */
const stepTimeoutSeconds = 10

const dayMs = 24 * 60 * 60 * 1000

/** A certificate that ends within this time is pointed out: renewing one takes some people a while. */
const endsSoonDays = 14

/** The server, and what leads to it. */
interface Way {
  url: URL
  proxy: URL | undefined
  /** The proxy, or the server where there is none: the host that is connected to. */
  first: URL
}

/** Checks DNS, TCP, proxy, TLS and the REST address in this order; ends with the first check that fails. */
export async function* networkChecks({ loaded }: Context, server: { ahead?: number }): AsyncGenerator<Check> {
  const { settings, env } = loaded
  if (!settings.url) return yield { what: 'server', state: 'skipped', says: 'no address to try' }
  const url = new URL(settings.url)
  let proxy: URL | undefined
  try {
    proxy = proxyFor(url, env)
  } catch (error) {
    const todo = 'Correct it, or name the server in NO_PROXY.'
    return yield { what: 'proxy', state: 'failed', says: messageOf(error), todo }
  }
  const way = { url, proxy, first: proxy ?? url }
  for (const step of [dnsCheck, tcpCheck]) {
    const check = await step(way)
    yield check
    if (check.state === 'failed') return
  }
  for await (const check of proxyAndTlsChecks(way, loaded)) {
    yield check
    if (check.state === 'failed') return
  }
  yield await restCheck(loaded, settings.url, server)
}

async function dnsCheck({ first, proxy }: Way): Promise<Check> {
  const what = `DNS${proxy ? ' of the proxy' : ''}`
  const hostname = bare(first)
  try {
    const { address } = await within(stepTimeoutSeconds, lookup(hostname))
    return { what, state: 'ok', says: `${hostname} is ${address}` }
  } catch (error) {
    const says = `${hostname} was not found (${messageOf(error)})`
    return { what, state: 'failed', says, todo: `${addressHint(proxy)}.` }
  }
}

async function tcpCheck({ first, proxy }: Way): Promise<Check> {
  const what = `TCP${proxy ? ' of the proxy' : ''}`
  const [hostname, port] = [bare(first), portOf(first)]
  try {
    const socket = await within(stepTimeoutSeconds, opened(connect({ host: hostname, port })))
    socket.destroy()
    return { what, state: 'ok', says: `port ${port} answers` }
  } catch (error) {
    const says = `port ${port} of ${hostname} does not answer (${messageOf(error)})`
    return { what, state: 'failed', says, todo: `${addressHint(proxy)}; check the port and the firewall.` }
  }
}

const addressHint = (proxy: URL | undefined) =>
  proxy ? 'Check HTTPS_PROXY or HTTP_PROXY' : 'Check ZEPHYR_URL, or set HTTPS_PROXY'

async function* proxyAndTlsChecks({ url, proxy }: Way, loaded: Context['loaded']): AsyncGenerator<Check> {
  let tunnel: Socket | undefined
  if (proxy) {
    try {
      // Plain http is asked of the proxy itself, and an https proxy is left to the request of the last check.
      if (url.protocol === 'https:' && proxy.protocol === 'http:')
        tunnel = await within(stepTimeoutSeconds, tunnelled(proxy, url))
      yield { what: 'proxy', state: 'ok', says: `through ${proxy.host}` }
    } catch (error) {
      const todo = 'Ask for access to this host there, put a login into HTTPS_PROXY, or name the host in NO_PROXY.'
      return yield { what: 'proxy', state: 'failed', says: `${proxy.host}: ${messageOf(error)}`, todo }
    }
  }
  if (url.protocol === 'https:' && (!proxy || tunnel)) yield await tlsCheck(url, tunnel, loaded)
}

async function restCheck(
  { settings, env }: Context['loaded'],
  url: string,
  server: { ahead?: number },
): Promise<Check> {
  const { clientCert, clientKey } = settings
  try {
    const probed = await probeZephyr({ url, env, clientCert, clientKey, timeout: stepTimeoutSeconds })
    server.ahead = probed.ahead
    return answer(probed)
  } catch (error) {
    return { what: '/flex', state: 'failed', says: messageOf(error) }
  }
}

function answer({ address, status, html, location }: Awaited<ReturnType<typeof probeZephyr>>): Check {
  const at = address.replace(/\/flex\/.*/, '/flex')
  const what = '/flex'
  if (status === 407)
    return { what, state: 'failed', says: 'the proxy wants a login (407)', todo: 'Put it into HTTPS_PROXY.' }
  if (status === 404)
    return {
      what,
      state: 'failed',
      says: `nothing is at ${at} (404)`,
      todo: 'Check ZEPHYR_URL, and a path before /flex if a proxy adds one.',
    }
  if (status >= 500)
    return {
      what,
      state: 'failed',
      says: `${at} answered ${status}`,
      todo: 'Look at the server, or the gateway before it.',
    }
  // A sign-on page may stand in front of a server that accepts tokens; the next check shows whether it does.
  if (status >= 300 && status < 400)
    return { what, state: 'note', says: `${at} sends whoever has no login to ${originOf(location, address)}` }
  if (html) return { what, state: 'note', says: `${at} shows whoever has no login a page (${status})` }
  return { what, state: 'ok', says: `${at} answers` }
}

const originOf = (location: string | undefined, base: string) =>
  location && URL.canParse(location, base) ? new URL(location, base).origin : 'elsewhere'

async function tlsCheck(url: URL, tunnel: Socket | undefined, { settings, env }: Context['loaded']): Promise<Check> {
  const what = 'TLS'
  let socket: TLSSocket
  try {
    const { clientCert, clientKey } = settings
    const own = clientCert && clientKey ? { cert: readFileSync(clientCert), key: readFileSync(clientKey) } : {}
    const host = bare(url)
    const name = isIP(host) ? {} : { servername: host }
    const target = tunnel ? { socket: tunnel, host } : { host, port: portOf(url) }
    // Looked at whatever is wrong with it; nothing is sent over it.
    socket = connectTls({ ...target, ...name, ...own, rejectUnauthorized: false })
    await within(stepTimeoutSeconds, opened(socket, 'secureConnect'))
  } catch (error) {
    const todo = 'Check http against https in ZEPHYR_URL; for mutual TLS ZEPHYR_CLIENT_CERT and ZEPHYR_CLIENT_KEY.'
    return { what, state: 'failed', says: tlsReason(error), todo }
  }
  const certificate = socket.getPeerCertificate()
  const days = Math.floor((Date.parse(certificate.valid_to) - Date.now()) / dayMs)
  const says = `${socket.getProtocol()}, certificate for ${named(certificate.subject)} by ${named(certificate.issuer)}, valid until ${dayOf(certificate.valid_to)}`
  // Node gives its code as text, whatever its types say.
  const problem = socket.authorized ? undefined : String(socket.authorizationError)
  socket.destroy()
  if (problem === undefined)
    return days < endsSoonDays
      ? { what, state: 'note', says, todo: `It ends in ${days} days.` }
      : { what, state: 'ok', says }
  const failed = { what, says: `${says}: ${problem}`, todo: repairFor(problem, certificate, env.NODE_EXTRA_CA_CERTS) }
  return { ...failed, state: env.NODE_TLS_REJECT_UNAUTHORIZED === '0' ? 'note' : 'failed' }
}

function repairFor(problem: string, certificate: PeerCertificate, extra: string | undefined): string {
  if (problem === 'CERT_HAS_EXPIRED') return 'It has expired: the server needs a new one.'
  if (problem === 'CERT_NOT_YET_VALID')
    return `It is valid from ${dayOf(certificate.valid_from)}: check this machine's clock.`
  if (problem === 'ERR_TLS_CERT_ALTNAME_INVALID')
    return `It is made for ${certificate.subjectaltname ?? 'another name'}: check ZEPHYR_URL.`
  if (!extra) return "Put your company's CA into a PEM file and set NODE_EXTRA_CA_CERTS to its path before Node starts."
  return existsSync(extra)
    ? `NODE_EXTRA_CA_CERTS is ${extra}, which does not hold the CA of this certificate.`
    : `NODE_EXTRA_CA_CERTS is ${extra}, which is not there.`
}

/** A way through the proxy, as `fetch` would open it. */
function tunnelled(proxy: URL, url: URL): Promise<Socket> {
  const target = `${url.hostname}:${portOf(url)}`
  const login = [proxy.username, proxy.password].map(decodeURIComponent).join(':')
  const headers = login === ':' ? {} : { 'proxy-authorization': `Basic ${Buffer.from(login).toString('base64')}` }
  return new Promise((resolve, reject) => {
    const asked = request({ host: bare(proxy), port: portOf(proxy), method: 'CONNECT', path: target, headers })
    asked
      .once('connect', (response, socket) => {
        if (response.statusCode === 200) return resolve(socket)
        socket.destroy()
        reject(new Error(`it refused the way to ${target} (${response.statusCode})`))
      })
      .once('error', reject)
      .setTimeout(stepTimeoutSeconds * 1000, () =>
        asked.destroy(new Error(`no answer within ${stepTimeoutSeconds} seconds`)),
      )
      .end()
  })
}

function opened<T extends Socket>(socket: T, event = 'connect'): Promise<T> {
  return new Promise((resolve, reject) => {
    socket.once(event, () => resolve(socket))
    socket.once('error', reject)
    socket.setTimeout(stepTimeoutSeconds * 1000, () =>
      socket.destroy(new Error(`no answer within ${stepTimeoutSeconds} seconds`)),
    )
  })
}

const bare = ({ hostname }: URL) => hostname.replace(/^\[|\]$/g, '')
const portOf = ({ port, protocol }: URL) => Number(port || (protocol === 'https:' ? 443 : 80))
const dayOf = (date: string) => new Date(date).toISOString().slice(0, 10)
const named = (subject: PeerCertificate['subject'] | undefined) => subject?.CN ?? subject?.O ?? 'nobody'
