import type { AddressInfo } from 'node:net'
import { createAdaptorServer, type HttpBindings } from '@hono/node-server'
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response'
import type { createApp } from './app.js'
import { performOnSocket, wireActOf } from './wire.js'

/** Serves the app on a port; throws one line where it cannot. */
export async function listen(app: ReturnType<typeof createApp>, host: string, port = 0) {
  /** Some faults are no answer that HTTP knows: what they do to the socket is done here. */
  const onSocket = async (request: Request, env: HttpBindings) => {
    const response = await app.fetch(request, env)
    const act = wireActOf(response)
    if (!act) return response
    performOnSocket(act, env.incoming)
    return RESPONSE_ALREADY_SENT
  }
  const server = createAdaptorServer({ fetch: (request, env) => onSocket(request, env as HttpBindings) })
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject)
      server.listen(port, host, resolve)
    })
  } catch (error) {
    throw cannotListen(error, host, port)
  }
  return {
    port: (server.address() as AddressInfo).port,
    /** Answers that are under way are cut off. */
    async close() {
      await new Promise<void>((resolve) => {
        server.close(() => resolve())
        if ('closeAllConnections' in server) server.closeAllConnections()
      })
    },
  }
}

function cannotListen(error: unknown, host: string, port: number): Error {
  const reasons: Record<string, string> = { EADDRINUSE: 'something listens there already', EACCES: 'not allowed' }
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  const why = reasons[code] ?? (error instanceof Error ? error.message : String(error))
  return new Error(`Cannot listen at ${host}:${port}: ${why}. Choose another port, or 0 for a free one.`, {
    cause: error,
  })
}
