import { setTimeout as sleep } from 'node:timers/promises'
import * as v from 'valibot'
import { environment } from '../config/environment.js'
import { secretsOf } from '../config/secrets.js'
import { masking } from '../mask.js'
import { bounded, isHtml, serverMessage } from './answers.js'
import { authorizationOf, type Credentials } from './authorization.js'
import { bodyText, parseBody, TooLarge } from './body.js'
import { type Reached, ZephyrError, type ZephyrErrorDetails } from './errors.js'
import { hintForStatus, type NetworkFault, networkFault } from './hints.js'
import { idleWatch } from './idle-watch.js'
import { type Fetch, fetchFor, type NetworkOptions } from './network.js'
import { proxyFor, proxySecrets } from './proxy.js'
import { retryAfter, retryDelay } from './retry.js'
import { type Form, watched } from './upload.js'

export interface TransportOptions extends NetworkOptions, Credentials {
  /** Seconds a request may stand still. Default 60. */
  timeout?: number
  /** How often a read, or what never reached the server, is tried again. Default 4. */
  retries?: number
  /** Default: Node's own, with proxies and client certificates where they are set. */
  fetch?: typeof globalThis.fetch
}

export interface Request {
  operation: string
  method: 'GET' | 'POST'
  /** Below `/flex/services/rest/`. */
  path: string
  query?: Record<string, string | number | boolean>
  json?: object
  form?: Form
  signal?: AbortSignal
  /** Called as the body of an upload leaves: bytes so far, and of all. */
  onSent?: (bytes: number, total: number) => void
  /** How often this request is tried again. Default: as the options say. */
  retries?: number
}

/**
 * Sends requests below `base`, reads answers of the asked shape, turns every failure into a {@link ZephyrError}.
 *
 * @internal
 */
export function createTransport(base: string, options: TransportOptions) {
  const { timeout = 60, retries = 4, env = environment() } = options
  const authorization = authorizationOf(options)
  const proxy = options.fetch ? undefined : proxyFor(new URL(base), env)
  const mask = masking([...secretsOf(options), ...proxySecrets(proxy)])
  let network: Promise<Fetch> | undefined

  return async function send<T>(request: Request, shape: v.GenericSchema<unknown, T>): Promise<T> {
    const fetch = await connected(request)
    for (let attempt = 0; ; attempt++) {
      try {
        return await once(request, shape, fetch)
      } catch (error) {
        const pause = attempt < (request.retries ?? retries) ? pauseBefore(request, error, attempt) : undefined
        if (pause === undefined) throw error
        await sleep(pause, undefined, { signal: request.signal }).catch(() => {
          throw error
        })
      }
    }
  }

  /** Milliseconds until the request is sent again; `undefined` where it must not be. */
  function pauseBefore(request: Request, error: unknown, attempt: number): number | undefined {
    if (!(error instanceof ZephyrError) || !mayRepeat(request, error)) return undefined
    const pause = retryDelay(attempt, error.retryAfter)
    // A call that nobody bounds does not stand still for longer than a request may.
    const isTooLong = !request.signal && error.retryAfter !== undefined && pause > timeout * 1000
    return isTooLong ? undefined : pause
  }

  /** Opens the network; options that cannot be used, such as a missing certificate file, are never retried. */
  async function connected({ operation }: Request): Promise<Fetch> {
    if (options.fetch) return options.fetch
    network ??= fetchFor(base, { ...options, proxy, timeout })
    try {
      return await network
    } catch (error) {
      network = undefined
      const what = error instanceof Error ? error.message : String(error)
      const hint = 'Nothing was sent: put the options right.'
      throw new ZephyrError(mask(`Zephyr's ${operation} failed: ${what}`), {
        code: 'options',
        operation,
        hint,
        reached: 'no',
      })
    }
  }

  async function once<T>(request: Request, shape: v.GenericSchema<unknown, T>, fetch: Fetch): Promise<T> {
    const { operation, method, path, query, json, form } = request
    const url = new URL(`${base}/services/rest/${path}`)
    const fail = (what: string, { hint, ...details }: Omit<ZephyrErrorDetails, 'operation'>) =>
      new ZephyrError(mask(`Zephyr's ${operation} failed: ${what}.`), { operation, hint: mask(hint), ...details })
    const idle = idleWatch(timeout)
    const onPiece = (bytes: number) => {
      idle.alive()
      request.onSent?.(bytes, form?.body.size ?? 0)
    }
    const upload = form ? watched(form, onPiece) : undefined
    /** A body that was cut off cannot have been stored, whatever the answer. */
    const unlessCut = (reached: Reached): Reached => (reached === 'unknown' && upload?.isCut() ? 'no' : reached)
    const signal = request.signal ? AbortSignal.any([request.signal, idle.signal]) : idle.signal
    let answer: { status: number; headers: Headers; body: string }
    try {
      const { createFetch } = await import('ofetch')
      const response = await createFetch({ fetch }).raw(url.href, {
        method,
        query,
        body: upload?.body ?? json,
        headers: headersOf(form),
        // The Fetch standard keeps a copy of a body that a redirect or a password prompt may need again: the whole upload in
        // memory. `redirect: error` and `window: null` rule both out.
        ...(form ? { redirect: 'error', window: null } : { redirect: 'manual' }),
        retry: false,
        ignoreResponseError: true,
        responseType: 'stream',
        signal,
      })
      idle.alive()
      // An answer that trickles in would never be idle: as a whole it gets twice the timeout.
      idle.within(timeout * 2)
      answer = { status: response.status, headers: response.headers, body: await bodyText(response.body, idle.alive) }
    } catch (error) {
      const { what, reached, ...details } = faultOf(error, { idle: idle.signal, caller: request.signal, url })
      // A redirect is an answer: sent again, it would be met again.
      const isRefused = details.code === 'redirect' && upload?.isCut()
      const cause = plain(error, mask)
      throw fail(what, { ...details, reached: isRefused ? 'refused' : unlessCut(reached), cause })
    } finally {
      idle.stop()
    }
    return answerOf(answer, { shape, fail, url, reachedBy: (status) => unlessCut(reachedBy(status, method)) })
  }

  function headersOf(form: Form | undefined): Record<string, string> {
    return {
      accept: 'application/json',
      ...(form && { 'content-type': form.contentType }),
      ...(authorization && { authorization }),
    }
  }

  /** Why no answer came: the idle timeout, the caller's signal, an answer without end, or the network. */
  function faultOf(
    error: unknown,
    { idle, caller, url }: { idle: AbortSignal; caller: AbortSignal | undefined; url: URL },
  ): NetworkFault {
    if (idle.aborted) {
      const hint = 'It may be overloaded, or a firewall or proxy swallows the connection; `timeout` sets the limit.'
      return { code: 'timeout', what: `${url.host} stood still for ${timeout} seconds`, hint, reached: 'unknown' }
    }
    if (caller?.aborted) {
      const hint = 'Nothing more was asked.'
      return { code: 'aborted', what: abortReason(caller), hint, reached: 'unknown' }
    }
    if (error instanceof TooLarge)
      return { code: 'unexpected', what: error.message, hint: 'Check `url`.', reached: 'unknown' }
    return networkFault(error, url.host, proxy?.host)
  }

  function answerOf<T>(
    { status, headers, body }: { status: number; headers: Headers; body: string },
    { shape, fail, url, reachedBy }: AnswerRequest<T>,
  ): T {
    const said = serverMessage(body, mask)
    const details = { status, serverMessage: said }
    const quoted = said ? `, saying: ${said.replace(/\.+$/, '')}` : ''
    if (status < 200 || status > 299) throw refusal(status, headers)
    if (isHtml(body)) {
      const hint =
        'That is a login or proxy page, not Zephyr: check `url` and the token; with single sign-on only tokens work.'
      throw fail(`${url.host} answered ${said ?? 'an HTML page'} instead of JSON`, {
        ...details,
        code: 'html',
        hint,
        reached: reachedBy(status),
      })
    }
    const parsed = v.safeParse(shape, parseBody(body))
    if (parsed.success) return parsed.output
    const [issue] = parsed.issues
    const problem =
      typeof issue.input === 'string' && issue.path === undefined
        ? 'no JSON'
        : `something unexpected (${bounded(mask(`${v.getDotPath(issue) ?? 'the answer'}: ${issue.message}`))})`
    const hint = 'Check that `url` is a Zephyr Enterprise server, and its version.'
    throw fail(`${url.host} answered ${status} with ${problem}${quoted}`, {
      ...details,
      code: 'unexpected',
      hint,
      reached: reachedBy(status),
    })

    function refusal(status: number, headers: Headers): ZephyrError {
      const location = headers.get('location')
      const to = location && URL.canParse(location, url.href) ? ` to ${new URL(location, url).origin}` : ''
      const what = status === 401 ? `Zephyr refused the login (401)` : `${url.host} answered ${status}${to}`
      return fail(what + quoted, {
        ...details,
        code: status >= 300 && status < 400 ? 'redirect' : 'status',
        hint: hintForStatus(status, base),
        reached: reachedBy(status),
        retryAfter: retryAfter(headers.get('retry-after')),
      })
    }
  }
}

interface AnswerRequest<T> {
  shape: v.GenericSchema<unknown, T>
  fail: (what: string, details: Omit<ZephyrErrorDetails, 'operation'>) => ZephyrError
  url: URL
  reachedBy: (status: number) => Reached
}

/** 4xx that do not say that nothing was done: a gateway or a proxy may answer them while the server works on. */
const unsureStatuses = new Set([408, 409, 425, 499])

/** Whether a request with this answer may have taken effect: behind a gateway's 5xx or a broken 2xx the server may have taken it. */
function reachedBy(status: number, method: Request['method']): Reached {
  const isRedirect = status >= 300 && status < 400
  if (method === 'POST' && (isRedirect || unsureStatuses.has(status))) return 'unknown'
  return status >= 300 && status < 500 ? 'refused' : 'unknown'
}

/** A read may always be repeated where it may help; a POST only where it surely did nothing. */
function mayRepeat({ method }: Request, { status, reached }: ZephyrError): boolean {
  if (reached === 'no') return true
  // A read that was answered with garbage may be answered better the next time.
  return method === 'GET' && (reached === 'unknown' || status === 429)
}

/** A cause that holds no request, and so no header. */
function plain(error: unknown, mask: (text: string) => string): Error {
  const source = error instanceof Error && error.cause instanceof Error ? error.cause : error
  const copy = new Error(mask(source instanceof Error ? source.message : String(source)))
  if (source instanceof Error) {
    copy.name = source.name
    if ('code' in source && typeof source.code === 'string') Object.assign(copy, { code: source.code })
  }
  return copy
}

/** Why a caller ended its request: its own words where it gave an error, for a plain `abort()` gives none. */
function abortReason({ reason }: AbortSignal): string {
  const isPlain = !(reason instanceof Error) || reason instanceof DOMException
  return isPlain ? "the caller's signal ended it" : reason.message
}
