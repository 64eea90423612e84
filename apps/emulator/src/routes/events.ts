import { Hono } from 'hono'
import type { Changes } from '../changes.js'
import type { Env } from '../context.js'

/** Between two changes a line is sent so often, in milliseconds, that no proxy takes the connection for dead. */
const heartbeatMs = 15_000

/** `GET /events`: every change as a server-sent event (`data: {"kind":"run","job":101,"run":5001,"status":"complete"}`). */
export function events(changes: Changes, closing: AbortSignal) {
  const app = new Hono<Env>()
  app.get('/events', () => {
    let stop = () => {}
    const encoder = new TextEncoder()
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        const send = (text: string) => controller.enqueue(encoder.encode(text))
        send('retry: 1000\n\n')
        const off = changes.on((change) => send(`data: ${JSON.stringify(change)}\n\n`))
        const heartbeat = setInterval(() => send(': still here\n\n'), heartbeatMs)
        heartbeat.unref()
        const end = () => {
          stop()
          controller.close()
        }
        stop = () => {
          off()
          clearInterval(heartbeat)
          closing.removeEventListener('abort', end)
        }
        closing.addEventListener('abort', end, { once: true })
      },
      cancel: () => stop(),
    })
    return new Response(body, {
      headers: { 'content-type': 'text/event-stream', 'cache-control': 'no-store', 'x-accel-buffering': 'no' },
    })
  })
  return app
}
