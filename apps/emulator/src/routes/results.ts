import { Hono } from 'hono'
import { found, idOf, offsetOf } from '../address.js'
import type { Env, Parts } from '../context.js'
import { exported } from '../export.js'
import { executionType } from './attachments.js'

/** What was recorded, as JSON: for scripts and other test suites. */
export function results({ store }: Parts) {
  const app = new Hono<Env>()
  /** Rows of one answer; `offset` asks for more. */
  const size = 1000

  app.get('/jobs', (c) => c.json(store.pages.jobPage({ text: c.req.query('text') ?? '' }, offsetOf(c), 200)))
  app.get('/jobs/:id', (c) => c.json(found(store.job(idOf(c)), 'job', c)))
  app.get('/jobs/:id/runs', (c) => c.json(store.pages.runPage(idOf(c), offsetOf(c), size)))
  app.get('/jobs/:id/requests', (c) => c.json(store.requestsOf(idOf(c), size)))
  app.get('/runs/:id', (c) => {
    const run = found(store.run(idOf(c)), 'run', c)
    return c.json({ ...run, changes: store.pages.changes(run) })
  })
  app.get('/runs/:id/records', (c) => {
    const run = found(store.run(idOf(c)), 'run', c)
    const { folder = '', text = '', status = '' } = c.req.query()
    return c.json(store.recordPage(run.id, { folder, text, status }, offsetOf(c), size))
  })
  app.get('/testcases/:id', (c) => {
    const testcase = found(store.testcase(idOf(c)), 'test case', c)
    return c.json({ ...testcase, history: store.pages.history(testcase.id, size) })
  })
  app.get('/cycles/:id', (c) => {
    const cycle = found(store.cycle(idOf(c)), 'cycle', c)
    return c.json({ ...cycle, progress: store.pages.cycleProgress(cycle.id) })
  })
  app.get('/executions/:id', (c) => {
    const execution = found(store.execution(idOf(c)), 'execution', c)
    const attachments = store.attachmentsOf(executionType, execution.id).map(({ path: _, ...others }) => others)
    return c.json({ ...execution, attachments })
  })
  app.get('/requests', (c) => c.json(store.requests()))
  app.get('/export', () => {
    const lines = exported(store)
    const encoder = new TextEncoder()
    const body = new ReadableStream<Uint8Array>({
      pull(controller) {
        const { value, done } = lines.next()
        if (done) controller.close()
        else controller.enqueue(encoder.encode(value))
      },
      cancel: () => void lines.return(undefined),
    })
    return new Response(body, { headers: { 'content-type': 'application/json' } })
  })
  return app
}
