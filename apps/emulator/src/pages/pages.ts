import { assets, page } from '@zephyr-reporters/pages'
import { Hono } from 'hono'
import type { Env, Parts } from '../context.js'
import { cyclePages } from './cycles.js'
import { habitPages } from './habits.js'
import { jobPages } from './jobs.js'
import type { PageParts } from './page-parts.js'
import { runPages } from './runs.js'
import { templatePages } from './templates.js'

/** Pages for people. They work without JavaScript; with it they show by themselves what arrives. */
export function pages(parts: Parts, prefix: string) {
  const app = new Hono<Env>()
  for (const [name, { type, body }] of Object.entries(assets))
    app.get(`/assets/${name}`, (c) => c.body(body, 200, { 'content-type': type, 'cache-control': 'max-age=60' }))
  const own: PageParts = {
    ...parts,
    prefix,
    answer: (c, view) => c.html(page({ ...view, prefix, events: `${prefix}/events` })),
  }
  app.route('/', jobPages(own))
  app.route('/', runPages(own))
  app.route('/', cyclePages(own))
  app.route('/', templatePages(own))
  app.route('/', habitPages(own))
  return app
}
