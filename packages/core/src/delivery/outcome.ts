import type { ZephyrError } from '../zephyr/errors.js'
import { isLocked } from './server.js'
import type { PostFailure } from './state-types.js'

/** After these, and after a lost connection, the server is done with the request, one way or the other. */
const lostStatuses = new Set([500, 502, 503, 520, 521])

/** What a failed POST of the file says about its effect (docs/contract.md, Delivery 3). */
export function failureOf(error: ZephyrError): PostFailure {
  const { code, reached, status } = error
  // What cannot be read or connected to at all is not there the next time either.
  if (code === 'file' || code === 'options') return 'refused'
  if (reached === 'no') return 'unsent'
  if (reached === 'refused') return status === 429 ? 'throttled' : isLocked(error) ? 'locked' : 'refused'
  return code === 'network' || (status !== undefined && lostStatuses.has(status)) ? 'lost' : 'late'
}
