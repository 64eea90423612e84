import { environment } from '../config/environment.js'
import { baseAddress } from './address.js'
import { ZephyrError } from './errors.js'
import { networkFault } from './hints.js'
import { fetchFor, type NetworkOptions } from './network.js'
import { proxyFor } from './proxy.js'

/** What a request without a login came back with. */
export interface Probed {
  /** What was asked, without a login. */
  address: string
  status: number
  /** A page for people, not Zephyr's REST. */
  html: boolean
  /** Where a redirect leads. */
  location?: string
  /** Milliseconds by which the server's clock is ahead of this one, to a second or so. */
  ahead?: number
}

/** Which server is asked, and how long. */
export interface ProbeOptions extends NetworkOptions {
  url: string
  /** Seconds, for all of it. Default 10. */
  timeout?: number
}

/** What answers at Zephyr's REST address, without any login: 401 is the answer of one that works. Changes nothing. */
export async function probeZephyr({ url, timeout = 10, ...options }: ProbeOptions): Promise<Probed> {
  const base = baseAddress(url)
  const address = `${base}/services/rest/v4/upload-file/automation/file-upload-job/list?projectId=1&releaseId=1`
  const { host } = new URL(base)
  const signal = AbortSignal.timeout(timeout * 1000)
  const proxy = proxyFor(new URL(base), options.env ?? environment())
  try {
    const fetch = await fetchFor(base, { ...options, proxy, timeout })
    const asked = Date.now()
    const response = await fetch(address, { headers: { accept: 'application/json' }, redirect: 'manual', signal })
    const answered = Date.now()
    const date = Date.parse(response.headers.get('date') ?? '')
    await response.body?.cancel()
    return {
      address,
      status: response.status,
      html: /html/i.test(response.headers.get('content-type') ?? ''),
      location: response.headers.get('location') ?? undefined,
      // The header counts whole seconds, cut off: half a second more is the better guess.
      ahead: Number.isNaN(date) ? undefined : date + 500 - (asked + answered) / 2,
    }
  } catch (error) {
    const fault = signal.aborted
      ? {
          code: 'timeout' as const,
          // The connection may have come to be.
          reached: 'unknown' as const,
          what: `${host} did not answer within ${timeout} seconds`,
          hint: 'It may be overloaded, or a firewall or proxy swallows the connection.',
        }
      : networkFault(error, host, proxy?.host)
    throw new ZephyrError(`Zephyr is not reached: ${fault.what}.`, {
      code: fault.code,
      operation: 'probe',
      hint: fault.hint,
      reached: fault.reached,
    })
  }
}
