import { isIP } from 'node:net'
import type { MiddlewareHandler } from 'hono'
import type { Env } from '../context.js'

/** Names and failure texts come from outside; nothing in them may run, and no other site may show or post to a page. */
const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "media-src 'self'",
  "connect-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ')

export const securityHeaders: MiddlewareHandler<Env> = async (c, next) => {
  await next()
  if (!c.res.headers.has('content-security-policy')) c.header('content-security-policy', policy)
  c.header('x-content-type-options', 'nosniff')
  c.header('referrer-policy', 'same-origin')
  c.header('cross-origin-resource-policy', 'same-origin')
}

/**
 * What needs no token is open to this machine only as far as the Host header shows: a page of another site that lets its
 * name point here (DNS rebinding) has a name with a dot. Addresses, `localhost`, names without a dot, as containers
 * have, and `allowed` pass.
 */
export function checkedHost(allowed: readonly string[]): MiddlewareHandler<Env> {
  const names = new Set(allowed.map((name) => name.toLowerCase()))
  return async (c, next) => {
    const host = hostOf(c.req.header('host') ?? '')
    if (
      host === undefined ||
      !(isIP(host) !== 0 || !host.includes('.') || host.endsWith('.localhost') || names.has(host))
    )
      return c.text(
        `The emulator is not called ${host ?? 'that'} here. Start it with --allow-host to allow the name.\n`,
        421,
      )
    await next()
  }
}

/** The host of a `Host` header, without its port; `undefined` where it is no host. */
function hostOf(header: string): string | undefined {
  const match = /^(?:\[([0-9a-f:.]+)\]|([a-z0-9_.-]+))(?::\d{1,5})?$/i.exec(header)
  return (match?.[1] ?? match?.[2])?.toLowerCase()
}

/** What changes something without a token takes no request that another site's page made. */
export const ownOrigin: MiddlewareHandler<Env> = async (c, next) => {
  if (c.req.method === 'GET' || c.req.method === 'HEAD') return next()
  const site = c.req.header('sec-fetch-site')
  const origin = c.req.header('origin')
  const isForeign = site !== undefined && site !== 'same-origin' && site !== 'none'
  if (isForeign || (origin !== undefined && hostIn(origin) !== c.req.header('host')))
    return c.json({ errorCode: 403, errorMsg: 'Requests of other sites are refused.' }, 403)
  await next()
}

const hostIn = (origin: string) => (URL.canParse(origin) ? new URL(origin).host : undefined)
