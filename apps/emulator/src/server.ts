import { createApp } from './app.js'
import { createChanges } from './changes.js'
import { type Clock, pacedClock } from './clock.js'
import type { Parts } from './context.js'
import { createHabits } from './habits/engine.js'
import type { HabitsInput } from './habits/habits.js'
import { createViews } from './lag.js'
import { listen } from './listen.js'
import { templateInForce } from './parser/read.js'
import { releaseLock } from './release-lock.js'
import { executionType } from './routes/attachments.js'
import { startEngine } from './runs.js'
import { removeDatabase } from './store/database.js'
import { openStore } from './store/store.js'
import { openUploads } from './uploads-folder.js'
import { defaultWorld, type World } from './world.js'

/** How an emulator is started. */
export interface EmulatorOptions {
  /** Default: a free one. */
  port?: number
  /** Default `127.0.0.1`. */
  host?: string
  /** SQLite file that keeps everything; default: memory. */
  file?: string
  /** Deletes the file and its uploads first. */
  reset?: boolean
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
  /** Called with one line for each request to an operation. */
  onRequest?: (line: string) => void
  /** Names, beside addresses, `localhost` and names without a dot, by which browsers may ask for pages. */
  allowedHosts?: readonly string[]
  /** In place of `pace`: a clock of the test's own, such as a virtual one. */
  clock?: Clock
}

/** A running emulator, with what tests ask of it. */
export type Emulator = Awaited<ReturnType<typeof startServer>>

/** Starts an emulator and listens; throws where the port or the file is taken. */
export async function startServer(options: EmulatorOptions) {
  const { host = '127.0.0.1', file, token = 'emulator-token', username = 'admin', password = 'admin' } = options
  const { deniedToken = 'no-permission', zone = 0, world = defaultWorld, strictWorld = false } = options
  const prefix = (options.prefix ?? '').replace(/^\/*(?=.)/, '/').replace(/\/+$/, '')
  const clock = options.clock ?? pacedClock(options.pace)
  const habits = createHabits(options.habits)
  const changes = createChanges()
  const closing = new AbortController()
  if (options.reset && file) removeDatabase(file)
  const store = openStore(file, changes)
  const uploads = openUploads(store, file)
  const templateFor = (framework: string) => templateInForce(store, habits.current.parser.rules, framework)
  const parts: Parts = {
    ...{ store, habits, clock, world, strictWorld, zone, username, templateFor },
    ...{ closing: closing.signal, folder: uploads.path, tidy: uploads.tidy },
    isLocked: releaseLock(clock, habits),
    onRequest: options.onRequest,
    views: createViews(store, clock, habits, changes),
    engine: () => engine,
  }
  /** Forgets everything that was sent; habits and templates stay. */
  const reset = () => {
    store.clear()
    uploads.clear()
  }
  const credentials = { token, deniedToken, username, password }
  const app = createApp({ parts, changes, credentials, prefix, allowedHosts: options.allowedHosts ?? [], reset })
  const server = await listen(app, host, options.port).catch((error: unknown) => {
    store.close()
    uploads.close()
    throw error
  })
  // Only now: the file's unfinished runs belong to whoever listens.
  const pace = { newMs: options.newMs ?? 50, queuedMs: options.queuedMs ?? 50 }
  const engine = startEngine({ store, clock, habits, pace, templateFor, done: ({ file }) => uploads.tidy(file) })
  uploads.tidyAll()

  return {
    /** The address to set as `ZEPHYR_URL`. */
    url: `http://${host.includes(':') ? `[${host}]` : host}:${server.port}${prefix}`,
    port: server.port,
    token,
    deniedToken,
    username,
    password,
    jobs: store.jobs,
    /** Runs of one job, oldest first; without a job all runs. */
    runs: (job?: number) => (job === undefined ? store.runs() : store.runsOf(job)),
    /** What a run recorded; of a job: its latest run. */
    records: ({ runId, jobId }: { runId?: number; jobId?: number }) =>
      store.records(runId ?? store.latestRun(jobId ?? 0)?.id ?? 0),
    /** How a cycle's test cases stand now. */
    executions: store.executions,
    /** Files that clients put on an execution. */
    attachments: (execution: number) => store.attachmentsOf(executionType, execution),
    /** Requests to operations, oldest first: what was asked, what went wrong, what was answered. */
    requests: store.requests,
    /** What is in force now. */
    get habits() {
      return habits.current
    },
    /** Takes the place of all habits; requests are counted from 1 again. */
    setHabits: (input: HabitsInput) => habits.set(input),
    reset,
    async close() {
      closing.abort()
      await server.close()
      await engine.stop()
      store.close()
      uploads.close()
    },
  }
}
