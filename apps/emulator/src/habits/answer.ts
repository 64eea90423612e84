import { wireResponse } from '../wire.js'
import { answerOf, type Fault, type FaultAnswer } from './fault.js'

const page = (title: string) =>
  `<!doctype html><html><head><title>${title}</title></head><body><h1>${title}</h1></body></html>`

/** What the client gets from a fault; `own` asks the server for its own answer, of which some faults spoil a part. */
export async function faultAnswer(fault: Fault, path: string, own: () => Promise<Response>): Promise<Response> {
  const kind = answerOf(fault)
  if (kind === undefined) return own()
  if (kind === 'drop' || kind === 'hang') return wireResponse({ kind })
  if (kind === 'not-http') return wireResponse({ kind: 'raw', bytes: fault.body ?? 'SSH-2.0-OpenSSH_9.9\r\n' })
  if (kind === 'cut') return wireResponse({ kind: 'cut', body: fault.body ?? '{"id":12,"status":"ne' })
  const { status = statusOf(kind), headers = {}, retryAfter } = fault
  const { type, body } = bodyOf(kind, fault, status)
  const all: Record<string, string> = { ...redirection(kind, fault, path) }
  if (type) all['content-type'] = type
  if (retryAfter !== undefined) all['retry-after'] = String(retryAfter)
  Object.assign(all, headers)
  if (status > 599) return raw(status, all, body)
  return new Response(isBodyless(status) ? null : body, { status, headers: all })
}

const isBodyless = (status: number) => status === 204 || status === 205 || status === 304

function statusOf(kind: FaultAnswer): number {
  if (kind === 'error') return 500
  return kind === 'redirect' || kind === 'redirect-loop' ? 302 : 200
}

function bodyOf(kind: FaultAnswer, { body, message }: Fault, status: number): { type?: string; body: string } {
  const json = 'application/json'
  switch (kind) {
    case 'html':
      return { type: 'text/html;charset=utf-8', body: body ?? page(message ?? (status < 400 ? 'Sign in' : 'Error')) }
    case 'broken':
      return { type: json, body: body ?? '{"id":' }
    case 'wrong-shape':
      return { type: json, body: body ?? '{"ok":true}' }
    case 'error':
      return {
        type: json,
        body: body ?? JSON.stringify({ errorCode: status, errorMsg: message ?? `Status ${status}` }),
      }
    default:
      return { body: body ?? '' }
  }
}

function redirection(kind: FaultAnswer, { location = '/login' }: Fault, path: string): Record<string, string> {
  if (kind === 'redirect') return { location }
  return kind === 'redirect-loop' ? { location: path } : {}
}

/** A status that Response does not take. */
const raw = (status: number, headers: Record<string, string>, body: string) => {
  const lines = Object.entries({ ...headers, 'content-length': String(Buffer.byteLength(body)) })
  const head = lines.map(([name, value]) => `${name}: ${value}\r\n`).join('')
  return wireResponse({ kind: 'raw', bytes: `HTTP/1.1 ${status} Odd\r\n${head}\r\n${body}` })
}
