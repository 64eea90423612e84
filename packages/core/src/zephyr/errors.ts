/** Whether a request that failed may have changed something on the server. */
export type Reached =
  /** Surely not: it never left this machine. */
  | 'no'
  /** It may have; only the server can tell. */
  | 'unknown'
  /** The server answered, and refused. */
  | 'refused'

export interface ZephyrErrorDetails {
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
  /** Which of the client's operations: `createAndExecuteJob`. */
  readonly operation: string
  /** The HTTP status, where the server answered. */
  readonly status?: number
  /** What the server said, in plain text. */
  readonly serverMessage?: string
  /** What to do about it. */
  readonly hint: string
  readonly reached: Reached
  /** Milliseconds the server asks to wait before the next try. */
  readonly retryAfter?: number

  constructor(
    message: string,
    { cause, operation, status, serverMessage, hint, reached, retryAfter }: ZephyrErrorDetails,
  ) {
    super(`${message} ${hint}`, cause === undefined ? undefined : { cause })
    this.operation = operation
    this.status = status
    this.serverMessage = serverMessage
    this.hint = hint
    this.reached = reached
    this.retryAfter = retryAfter
  }
}
