import type { IncomingMessage } from 'node:http'

/** What is done to a connection in place of an answer that HTTP allows. */
export type WireAct =
  /** Resets the connection. */
  | { kind: 'drop' }
  /** Nothing is ever answered. */
  | { kind: 'hang' }
  /** Bytes as they are, then the end. */
  | { kind: 'raw'; bytes: string }
  /** An answer whose body ends before its length is reached. */
  | { kind: 'cut'; body: string }

const acts = new WeakMap<Response, WireAct>()

/** A response that stands for such an act. */
export function wireResponse(act: WireAct): Response {
  const response = new Response(null, { status: 500 })
  acts.set(response, act)
  return response
}

export const wireActOf = (response: Response): WireAct | undefined => acts.get(response)

/** Performs the act on the request's socket. */
export function performOnSocket(act: WireAct, { socket }: IncomingMessage): void {
  switch (act.kind) {
    case 'drop':
      socket.resetAndDestroy()
      return
    case 'hang':
      return
    case 'raw':
      socket.end(act.bytes)
      return
    case 'cut': {
      const length = Buffer.byteLength(act.body) + 100
      socket.write(`HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: ${length}\r\n\r\n${act.body}`)
      // What was written leaves before the end does.
      setTimeout(() => socket.destroy(), 5)
    }
  }
}
