/** Whether a request that failed may have changed something on the server. */
export type Reached =
  /** No: it never left this machine, or its body was cut before its end. */
  | 'no'
  /** The request may have taken effect; only the server knows. */
  | 'unknown'
  /** The server answered, and refused. */
  | 'refused'

/** What kind of failure it was, for programs. */
export type ZephyrErrorCode =
  /** The options cannot be used: a certificate that is not there, say. */
  | 'options'
  /** The file cannot be read, or not to its end. */
  | 'file'
  /** The caller's own signal fired. */
  | 'aborted'
  /** Nothing moved for `timeout` seconds. */
  | 'timeout'
  /** No connection, or it broke. */
  | 'network'
  /** Another status than 2xx or 3xx. */
  | 'status'
  /** 3xx: redirects are not followed. */
  | 'redirect'
  /** 2xx with a page for people. */
  | 'html'
  /** 2xx with something that the operation does not answer. */
  | 'unexpected'

/** What a `ZephyrError` holds beside its message. */
export interface ZephyrErrorDetails {
  code: ZephyrErrorCode
  operation: string
  reached: Reached
  /** What to do. */
  hint: string
  status?: number
  serverMessage?: string
  /** Milliseconds the server asks to wait. */
  retryAfter?: number
  cause?: unknown
}

/** Every failure of the client. Neither it nor its cause ever holds the token or the password. */
export class ZephyrError extends Error {
  override readonly name = 'ZephyrError'
  readonly code: ZephyrErrorCode
  /** Which of the client's operations: `createAndExecuteJob`. */
  readonly operation: string
  /** The HTTP status, where the server answered. */
  readonly status?: number
  /** What the server said, in plain text. */
  readonly serverMessage?: string
  /** What happened, without what to do about it. */
  readonly reason: string
  /** What to do about it; the client's options stand in it by their names. */
  readonly hint: string
  readonly reached: Reached
  /** Milliseconds the server asks to wait before the next try. */
  readonly retryAfter?: number

  constructor(
    reason: string,
    { cause, code, operation, status, serverMessage, hint, reached, retryAfter }: ZephyrErrorDetails,
  ) {
    super(`${reason} ${hint}`, cause === undefined ? undefined : { cause })
    this.code = code
    this.reason = reason
    this.operation = operation
    this.status = status
    this.serverMessage = serverMessage
    this.hint = hint
    this.reached = reached
    this.retryAfter = retryAfter
  }
}
