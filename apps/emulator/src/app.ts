import { type Context, Hono } from 'hono'
import type { Changes } from './changes.js'
import type { Env, Parts } from './context.js'
import { pages } from './pages/pages.js'
import { Refusal } from './refusal.js'
import { attachments, documents } from './routes/attachments.js'
import { authorization, type Credentials } from './routes/authorization.js'
import { automation } from './routes/automation.js'
import { control } from './routes/control.js'
import { downloads } from './routes/downloads.js'
import { events } from './routes/events.js'
import { faults } from './routes/faults.js'
import { reads } from './routes/reads.js'
import { requestLog } from './routes/requests.js'
import { results } from './routes/results.js'
import { checkedHost, ownOrigin, securityHeaders } from './routes/security.js'
import { version } from './version.js'

/** What the routes need. */
export interface AppOptions {
  parts: Parts
  changes: Changes
  credentials: Credentials
  /** A path before everything, such as `/zephyr`, or nothing. */
  prefix: string
  /** Host names that pages answer to, besides addresses and names without a dot. */
  allowedHosts: readonly string[]
  reset: () => void
}

/** All routes: Zephyr's own below `flex`, which want a token; pages, `api` and `events`, which check the Host header. */
export function createApp({ parts, changes, credentials, prefix, allowedHosts, reset }: AppOptions) {
  const zephyr = () => {
    const app = new Hono<Env>()
    app.onError(refuse)
    app.use(requestLog(parts))
    app.use(authorization(credentials))
    app.use(faults(parts))
    return app
  }
  const rest = zephyr()
  for (const version of ['/v3', '/v4', '/latest']) {
    rest.route(version, automation(parts))
    rest.route(version, attachments(parts))
    rest.route(version, reads(parts))
  }
  const upload = zephyr()
  upload.route('/', documents(parts))

  const open = new Hono<Env>()
  open.onError(refuse)
  open.use(checkedHost(allowedHosts))
  open.use(ownOrigin)
  open.use(securityHeaders)
  open.route('/api', control({ ...parts, reset }))
  open.route('/api', results(parts))
  open.route('/', events(changes, parts.closing))
  open.route('/', downloads(parts))
  open.route('/', pages(parts, prefix))

  const app = new Hono<Env>({ strict: false })
  app.onError(refuse)
  app.get(`${prefix}/health`, (c) => c.json({ status: 'ok', version }))
  app.route(`${prefix}/flex/upload/document`, upload)
  app.route(`${prefix}/flex/services/rest`, rest)
  // Where the product has a release's page and its test repository (docs/zephyr.md).
  for (const page of ['release', 'tcr'])
    app.get(`${prefix}/flex/html5/${page}/:id`, (c) =>
      c.redirect(`${prefix}/?release=${Number(c.req.param('id')) || 0}`),
    )
  app.route(prefix || '/', open)
  app.notFound((c) => c.json({ errorCode: 404, errorMsg: `Nothing answers ${c.req.method} ${c.req.path}.` }, 404))
  return app
}

function refuse(error: Error, c: Context) {
  const status = error instanceof Refusal ? error.status : 500
  return c.json({ errorCode: status, errorMsg: error.message }, status)
}
