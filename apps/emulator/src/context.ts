import type { HttpBindings } from '@hono/node-server'
import type { Context } from 'hono'
import type { Clock } from './clock.js'
import type { HabitsEngine } from './habits/engine.js'
import type { Fault } from './habits/fault.js'
import type { Views } from './lag.js'
import type { Engine } from './runs.js'
import type { Store } from './store/store.js'
import type { World } from './world.js'

/** What every route may use. */
export interface Parts {
  store: Store
  views: Views
  habits: HabitsEngine
  clock: Clock
  /** Fires when the emulator closes: what waits gives up. */
  closing: AbortSignal
  engine: () => Engine
  onRequest: ((line: string) => void) | undefined
  world: World
  strictWorld: boolean
  /** The parser template in force for a framework, as JSON. */
  templateFor: (framework: string) => string
  /** Whether a release is locked now. */
  isLocked: (release: number) => boolean
  /** Minutes east of UTC of the server's midnight. */
  zone: number
  username: string
  /** The folder of uploaded files. */
  folder: string
  /** Removes an uploaded file that neither a job nor a run to come reads. */
  tidy: (path: string) => void
}

/** What middleware leaves for the routes behind it. */
export interface Env {
  Bindings: HttpBindings
  Variables: {
    /** What goes wrong with this request. */
    fault: Fault | undefined
    /** What the request made, changed or asked for, for the log of requests. */
    job: number | undefined
    run: number | undefined
  }
}
export type Request = Context<Env>
