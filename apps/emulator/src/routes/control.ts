import { Hono } from 'hono'
import type { Env, Parts } from '../context.js'
import { json } from '../details.js'
import { readRecords, templateProblem } from '../parser/read.js'
import { Refusal } from '../refusal.js'

/** How an emulator is steered by whoever runs it: habits, parser templates, and a new beginning. */
export function control({ store, habits, reset, clock }: Parts & { reset: () => void }) {
  const app = new Hono<Env>()

  app.get('/habits', (c) => c.json(habits.current))
  app.put('/habits', async (c) => {
    const input = json(await c.req.text(), 'the body')
    try {
      habits.set(input)
    } catch (error) {
      throw new Refusal(400, error instanceof Error ? error.message : String(error))
    }
    return c.json(habits.current)
  })
  app.delete('/habits', (c) => {
    habits.set({})
    return c.json(habits.current)
  })

  app.get('/templates', (c) => c.json(store.templates()))
  app.get('/templates/:name', (c) => {
    const template = store.template(c.req.param('name'))
    if (!template) throw new Refusal(404, `There is no parser template ${c.req.param('name')}.`)
    return c.json(template)
  })
  app.put('/templates/:name', async (c) => {
    const text = await c.req.text()
    const problem = templateProblem(text)
    if (problem) throw new Refusal(400, problem)
    store.saveTemplate(c.req.param('name'), text)
    return c.json(store.template(c.req.param('name')))
  })
  app.delete('/templates/:name', (c) => {
    store.deleteTemplate(c.req.param('name'))
    return c.body(null, 204)
  })
  /** What a template makes of the file that is the body. */
  app.post('/templates/:name/try', async (c) => {
    const template = store.template(c.req.param('name'))
    if (!template) throw new Refusal(404, `There is no parser template ${c.req.param('name')}.`)
    const records: object[] = []
    try {
      for await (const record of readRecords(new Uint8Array(await c.req.arrayBuffer()), template.json))
        records.push(record)
    } catch (error) {
      throw new Refusal(400, error instanceof Error ? error.message : String(error))
    }
    return c.json(records)
  })

  app.post('/reset', (c) => {
    reset()
    return c.body(null, 204)
  })
  app.get('/time', (c) => c.json({ now: clock.now() }))
  return app
}
