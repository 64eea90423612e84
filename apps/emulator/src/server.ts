import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { createAdaptorServer, type HttpBindings } from '@hono/node-server'
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response'
import { type Context, Hono } from 'hono'
import { createChanges } from './changes.js'
import { type Clock, pacedClock } from './clock.js'
import type { Env, Parts } from './context.js'
import { createHabits } from './habits/engine.js'
import type { HabitsInput } from './habits/habits.js'
import { createViews } from './lag.js'
import { pages } from './pages.js'
import { Refusal } from './refusal.js'
import { authorization } from './routes/authorization.js'
import { automation } from './routes/automation.js'
import { faults } from './routes/faults.js'
import { reads } from './routes/reads.js'
import { startEngine } from './runs.js'
import { openStore } from './store.js'
import { performOnSocket, wireActOf } from './wire.js'
import { defaultWorld, type World } from './world.js'

export interface EmulatorOptions {
  /** Default: a free one. */
  port?: number
  /** Default `127.0.0.1`. */
  host?: string
  /** SQLite file that keeps everything; default: memory. */
  file?: string
  /** Accepted as Bearer token. Default `emulator-token`. */
  token?: string
  /** A token without permission: answers 403. Default `no-permission`. */
  deniedToken?: string
  /** Accepted by Basic authentication. Defaults `admin` and `admin`. */
  username?: string
  password?: string
  /** Milliseconds a run stays `new`, then `queued`. Defaults 50 and 50. */
  newMs?: number
  queuedMs?: number
  /** A path before `/flex`, such as `/zephyr`. */
  prefix?: string
  /** Minutes east of UTC of the server's midnight. Default 0. */
  zone?: number
  /** Projects, releases and folders. Default: a small world. */
  world?: World
  /** Refuse project and release ids that the world does not know. Default false. */
  strictWorld?: boolean
  /** How the server behaves, and what goes wrong: the README's table. Default: as strict as what is known of Zephyr. */
  habits?: HabitsInput
  /** Real seconds that one second of habits and runs takes; 0.01 makes a minute last 600 ms. Default 1. */
  pace?: number
  /** In place of `pace`: a clock of the test's own, such as a virtual one. */
  clock?: Clock
}

export type Emulator = Awaited<ReturnType<typeof startServer>>

export async function startServer(options: EmulatorOptions) {
  const { host = '127.0.0.1', file, token = 'emulator-token', username = 'admin', password = 'admin' } = options
  const { deniedToken = 'no-permission', zone = 0, world = defaultWorld, strictWorld = false } = options
  const prefix = (options.prefix ?? '').replace(/^\/*(?=.)/, '/').replace(/\/+$/, '')
  const clock = options.clock ?? pacedClock(options.pace)
  const habits = createHabits(options.habits)
  const changes = createChanges()
  const closing = new AbortController()
  const store = openStore(file, changes)
  const folder = file ? `${resolve(file)}.uploads` : mkdtempSync(join(tmpdir(), 'zephyr-emulator-'))
  mkdirSync(folder, { recursive: true })
  /** Uploaded files go once neither a job nor a run to come reads them. */
  const tidy = (path: string) => {
    if (!store.needs(path)) rmSync(path, { force: true })
  }

  const parts: Parts = {
    ...{ store, habits, clock, closing: closing.signal, world, strictWorld, zone, username, folder, tidy },
    views: createViews(store, clock, habits, changes),
    engine: () => engine,
  }
  const rest = new Hono<Env>()
  rest.use(authorization({ token, deniedToken, username, password }))
  rest.use(faults(parts))
  for (const version of ['/v3', '/v4', '/latest']) {
    rest.route(version, automation(parts))
    rest.route(version, reads(store, world, username))
  }

  const app = new Hono<Env>({ strict: false })
  app.route(`${prefix}/flex/services/rest`, rest)
  app.route(prefix || '/', pages(store, world, prefix))
  const refuse = (error: Error, c: Context) => {
    const status = error instanceof Refusal ? error.status : 500
    return c.json({ errorCode: status, errorMsg: error.message }, status)
  }
  rest.onError(refuse)
  app.onError(refuse)
  app.notFound((c) => c.json({ errorCode: 404, errorMsg: `Nothing answers ${c.req.method} ${c.req.path}.` }, 404))

  /** Some faults are no answer that HTTP knows: what they do to the socket is done here. */
  const fetchOnSocket = async (request: Request, env: HttpBindings) => {
    const response = await app.fetch(request, env)
    const act = wireActOf(response)
    if (!act) return response
    performOnSocket(act, env.incoming)
    return RESPONSE_ALREADY_SENT
  }
  const server = createAdaptorServer({
    fetch: (request, env) => fetchOnSocket(request, env as HttpBindings),
  })
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject)
      server.listen(options.port ?? 0, host, resolve)
    })
  } catch (error) {
    store.close()
    if (!file) rmSync(folder, { recursive: true, force: true })
    throw cannotListen(error, host, options.port)
  }
  // Only now: the file's unfinished runs belong to whoever listens.
  const pace = { newFor: options.newMs ?? 50, queuedFor: options.queuedMs ?? 50 }
  const engine = startEngine({ store, clock, habits, pace, done: (ended) => tidy(ended.file) })
  for (const left of readdirSync(folder)) tidy(join(folder, left))
  const { port } = server.address() as AddressInfo

  return {
    /** The address to set as `ZEPHYR_URL`. */
    url: `http://${host.includes(':') ? `[${host}]` : host}:${port}${prefix}`,
    port,
    token,
    deniedToken,
    username,
    password,
    jobs: store.jobs,
    /** Of one job, oldest first; without a job all. */
    runs: (job?: number) => (job === undefined ? store.runs() : store.runsOf(job)),
    /** What a run recorded; of a job: its latest run. */
    records: ({ runId, jobId }: { runId?: number; jobId?: number }) =>
      store.records(runId ?? store.runsOf(jobId ?? 0).at(-1)?.id ?? 0),
    /** How a cycle's test cases stand now. */
    executions: store.executions,
    /** What is in force now. */
    get habits() {
      return habits.current
    },
    /** Takes the place of all habits; requests are counted from 1 again. */
    setHabits: (input: HabitsInput) => habits.set(input),
    async close() {
      closing.abort()
      await new Promise<void>((resolve) => {
        server.close(() => resolve())
        if ('closeAllConnections' in server) server.closeAllConnections()
      })
      await engine.stop()
      store.close()
      if (!file) rmSync(folder, { recursive: true, force: true })
    },
  }
}

function cannotListen(error: unknown, host: string, port = 0): Error {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  const why =
    code === 'EADDRINUSE'
      ? 'something listens there already'
      : code === 'EACCES'
        ? 'not allowed'
        : error instanceof Error
          ? error.message
          : String(error)
  return new Error(`Cannot listen at ${host}:${port}: ${why}. Choose another port, or 0 for a free one.`, {
    cause: error,
  })
}
