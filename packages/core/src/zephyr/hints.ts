import type { Reached, ZephyrErrorCode } from './errors.js'

/** What to do about an answer that refuses. */
export function hintForStatus(status: number, base: string): string {
  if (status === 400) return 'Check the ids and names that were sent: project, release, repository folder, job.'
  if (status === 401)
    return `The token or password was not accepted at ${base}. Create a token under Administration > API tokens and set \`token\`.`
  if (status === 403)
    return 'This user lacks the permission for it: ask an administrator for access to the project and its automation.'
  if (status === 404) return `Nothing is there: check \`url\` (${base}), and a path before /flex if a proxy adds one.`
  if (status === 407) return 'The proxy wants a login: put user and password into HTTPS_PROXY.'
  if (status === 413)
    return 'The file is too large for the server or a proxy before it: ask for a higher limit, or deliver shards.'
  if (status === 429) return 'The server asks to slow down; try again later.'
  if (status >= 500) return 'The server or a gateway before it has a problem: try again later, and look into its log.'
  if (status >= 300 && status < 400)
    return 'It redirects elsewhere, which often means a login page: check `url`, and use an API token.'
  return 'Check `url`.'
}

export interface NetworkFault {
  code: ZephyrErrorCode
  what: string
  hint: string
  reached: Reached
}

/** What a failed connection means, by the code of its deepest cause. */
export function networkFault(error: unknown, host: string, proxyHost?: string): NetworkFault {
  const { code, message, name, established } = deepest(error)
  const proxy = /Proxy response \((\d+)\)/i.exec(message)
  if (proxy) {
    const hint =
      proxy[1] === '407' ? hintForStatus(407, host) : 'Ask for access to this host there, or name it in NO_PROXY.'
    return { code: 'network', what: `the proxy refused the connection to ${host} (${proxy[1]})`, hint, reached: 'no' }
  }
  if (name === 'NotReadableError') {
    const hint = 'Was it changed or removed meanwhile?'
    return { code: 'file', what: 'the file could not be read to its end', hint, reached: 'unknown' }
  }
  if (message === 'unexpected redirect')
    return {
      code: 'redirect',
      what: `${host} redirects elsewhere`,
      hint: hintForStatus(302, host),
      reached: 'unknown',
    }
  // Behind a proxy it is the proxy that this machine looks up and connects to.
  if (proxyHost && connecting.test(code) && !established) {
    const hint = 'Check HTTPS_PROXY and HTTP_PROXY, or name the server in NO_PROXY.'
    return { code: 'network', what: `the proxy ${proxyHost} cannot be reached (${code})`, hint, reached: 'no' }
  }
  const known = faults.find(({ codes }) => codes.test(code))
  if (known)
    return {
      code: 'network',
      what: `${known.what(host)} (${code})`,
      hint: known.hint,
      reached: established ? 'unknown' : known.reached,
    }
  return {
    code: 'network',
    // fetch gives no reason for a 407 that comes from the server itself.
    what: `the connection to ${host} broke (${code || message || 'no reason given: perhaps a 407 of a proxy'})`,
    hint: 'Try again; if it persists, look at the network and proxies between.',
    reached: 'unknown',
  }
}

const connecting = /^(ENOTFOUND|EAI_.*|ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|UND_ERR_CONNECT_TIMEOUT|ETIMEDOUT)$/

const faults: { codes: RegExp; what: (host: string) => string; hint: string; reached: Reached }[] = [
  {
    codes: /^(ENOTFOUND|EAI_AGAIN|EAI_.*)$/,
    what: (host) => `the name ${host} was not found`,
    hint: 'Check `url` and DNS; behind a proxy set HTTPS_PROXY.',
    reached: 'no',
  },
  {
    codes: /^ECONNREFUSED$/,
    what: (host) => `${host} refused the connection`,
    hint: 'Check the port in `url` and that the server is up.',
    reached: 'no',
  },
  {
    codes: /^(EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL|UND_ERR_CONNECT_TIMEOUT|ETIMEDOUT)$/,
    what: (host) => `${host} cannot be reached`,
    hint: 'Check `url` and the network; behind a proxy set HTTPS_PROXY.',
    reached: 'no',
  },
  {
    codes:
      /^(DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_VERIFY_LEAF_SIGNATURE|UNABLE_TO_GET_ISSUER_CERT.*)$/,
    what: (host) => `${host} shows a certificate of an authority that Node does not know`,
    hint: "Put your company's CA into a PEM file and set NODE_EXTRA_CA_CERTS to its path.",
    reached: 'no',
  },
  {
    codes: /^(CERT_.*|ERR_TLS_.*)$/,
    what: (host) => `the certificate of ${host} is not valid`,
    hint: 'It has expired or is made for another name: check `url` and the server.',
    reached: 'no',
  },
  {
    codes: /^(EPROTO|ERR_SSL_.*)$/,
    what: (host) => `TLS with ${host} failed`,
    hint: 'Check http against https in `url`; for mutual TLS set `clientCert` and `clientKey`.',
    // The same codes come from a broken record in mid-answer.
    reached: 'unknown',
  },
]

/** `established`: it broke while reading or writing, so the request may have been taken (a `read ETIMEDOUT`, say). */
function deepest(error: unknown): { code: string; message: string; name: string; established: boolean } {
  let code = ''
  let name = ''
  let established = false
  let message = ''
  for (let at = error, depth = 0; at instanceof Error && depth < 8; at = at.cause, depth++) {
    if ('code' in at && typeof at.code === 'string') code = at.code
    if ('syscall' in at) established = at.syscall === 'read' || at.syscall === 'write'
    message = at.message
    name = at.name
  }
  return { code, message, name, established }
}
