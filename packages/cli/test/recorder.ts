import { createServer as createPlain, type IncomingMessage, request, type ServerResponse } from 'node:http'
import { createServer as createTls, type ServerOptions } from 'node:https'
import type { AddressInfo } from 'node:net'

export interface Recorder {
  url: string
  /** What was asked, in order: `GET /flex/services/rest/v3/user/current`. */
  asked: string[]
  close(): Promise<void>
}

/** Stands before a server, notes every request, and may answer some itself. */
export async function startRecorder(
  target: string,
  answers: (asked: string, response: ServerResponse, message: IncomingMessage) => boolean | undefined = () => false,
  tls?: ServerOptions,
): Promise<Recorder> {
  const asked: string[] = []
  const server = tls ? createTls(tls, listen) : createPlain(listen)
  function listen(message: IncomingMessage, response: ServerResponse) {
    const what = `${message.method} ${message.url?.split('?')[0]}`
    asked.push(what)
    if (answers(what, response, message)) return
    const { method, headers } = message
    const passed = request(`${target}${message.url}`, { method, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 500, answer.headers)
      answer.pipe(response)
    })
    passed.on('error', () => response.destroy())
    message.pipe(passed)
  }
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `${tls ? 'https' : 'http'}://127.0.0.1:${port}`,
    asked,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
